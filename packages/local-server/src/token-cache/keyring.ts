import { Worker } from "node:worker_threads";

/** Long enough for a user to unlock the keyring. Short enough for a tool call that waits. */
const patienceMs = 20_000;

export interface KeyringEntryName {
  service: string;
  owner: string;
}

/** A request to the thread, and its answer with the same id. */
export type KeyringQuestion = { id: number } & (
  | { ask: "open" | "read" | "remove"; secret?: undefined }
  | { ask: "write"; secret: Uint8Array }
);
export interface KeyringAnswer {
  id: number;
  secret?: Uint8Array | undefined;
  removed?: boolean;
  failure?: string;
}

/**
 * One entry of the operating system's keyring. Each method throws if there is no keyring, or if it does not
 * answer in time.
 */
export interface Keyring {
  /** Checks whether there is a keyring. */
  open(): Promise<void>;
  read(): Promise<Uint8Array | undefined>;
  write(secret: Uint8Array): Promise<void>;
  /** @returns whether there was one. */
  remove(): Promise<boolean>;
  /** Resolves when no call to the keyring runs any more, which may never happen. */
  close(): Promise<void>;
}

/**
 * Reads and writes an entry, in a separate thread. A call to the keyring waits until the user has unlocked
 * it, and waits for ever if the keyring's service hangs. In the main thread, the server could not answer its
 * client or a signal during that time.
 *
 * @param thread the code that answers there.
 */
export function createKeyring(
  name: KeyringEntryName,
  thread: URL = new URL("keyring-worker.ts", import.meta.url),
): Keyring {
  const worker = new Worker(thread, { workerData: name });
  // The code that ends the process closes this first.
  worker.unref();
  const pending = new Map<number, PromiseWithResolvers<KeyringAnswer>>();
  let asked = 0;
  worker.on("message", (answer: KeyringAnswer) => pending.get(answer.id)?.resolve(answer));
  const failAll = (error: Error): void => {
    for (const { reject } of pending.values()) reject(error);
  };
  worker.on("error", failAll);
  worker.on("exit", () => failAll(new Error("The keyring was closed.")));

  const ask = async (question: DistributiveOmit<KeyringQuestion, "id">): Promise<KeyringAnswer> => {
    const id = (asked += 1);
    const outcome = Promise.withResolvers<KeyringAnswer>();
    const timer = setTimeout(() => outcome.reject(new Error("The keyring does not answer.")), patienceMs);
    pending.set(id, outcome);
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
      worker.postMessage({ id, ...question });
      const answer = await outcome.promise;
      if (answer.failure !== undefined) throw new Error(answer.failure);
      return answer;
    } finally {
      clearTimeout(timer);
      pending.delete(id);
    }
  };
  return {
    open: async () => void (await ask({ ask: "open" })),
    read: async () => (await ask({ ask: "read" })).secret,
    write: async (secret) => void (await ask({ ask: "write", secret })),
    remove: async () => (await ask({ ask: "remove" })).removed === true,
    close: async () => void (await worker.terminate()),
  };
}

type DistributiveOmit<Type, Key extends PropertyKey> = Type extends unknown ? Omit<Type, Key> : never;
