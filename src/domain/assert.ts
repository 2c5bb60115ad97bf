/** A broken invariant: a bug of ours, never a condition of the world. The unit of work that meets
 * it stops; nothing goes on as if it were not so. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Holds an invariant.
 * @throws InvariantError when `condition` is false. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
