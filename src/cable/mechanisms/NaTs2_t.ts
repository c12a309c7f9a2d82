/** Transient sodium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Colbert & Pan (2002): NaTa_t shifted by 6 mV. */
import { type Channel } from './channel.ts';
import { transientSodium } from './NaTa_t.ts';

export const NaTs2_t: Channel = transientSodium('NaTs2_t', -32, -60);
