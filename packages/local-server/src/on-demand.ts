/**
 * Makes something when it is first asked for, once for all who ask. When that fails, it is made anew for the next caller: a
 * network that was not there yet may be there by then.
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
