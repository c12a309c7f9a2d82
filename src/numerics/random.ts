/**
 * Random streams: every draw comes from an explicit stream named by (seed, purpose, entity), so results depend neither
 * on the order of execution nor on the number of threads.
 */

/** A stream of random numbers. */
export interface RandomStream {
  /** Next 32 random bits as an unsigned integer. */
  uint32(): number;
  /** Uniform on [0, 1) with 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}
