/** The channels of Hay et al. (2011) were measured at 21 degC and are scaled to 34 degC, whatever the temperature of the simulation. */
export const HAY_Q = 2.3 ** 1.3;
