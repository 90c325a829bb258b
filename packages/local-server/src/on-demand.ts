/**
 * Creates a value at the first request, once for all callers. If that fails, it tries again for the next
 * caller: the network may be available then.
 */
export function onDemand<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return async () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
