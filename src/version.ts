/** Version of spikefield, written into every result; a test keeps it equal to that of the package. */
export const VERSION = '0.1.0';
