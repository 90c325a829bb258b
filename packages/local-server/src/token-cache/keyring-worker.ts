import { parentPort, workerData } from "node:worker_threads";
import type { Entry } from "@napi-rs/keyring";
import type { KeyringAnswer, KeyringEntryName, KeyringQuestion } from "./keyring.ts";

/** The thread that `createKeyring` starts: answers one question after the other about one entry of the system's keyring. */
const name: KeyringEntryName = workerData;
let entry: Entry | undefined;

parentPort?.on("message", (question: KeyringQuestion) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
  void answer(question).then((given) => parentPort?.postMessage(given));
});

async function answer({ id, ask, secret }: KeyringQuestion): Promise<KeyringAnswer> {
  try {
    entry ??= await openEntry();
    if (ask === "remove") return { id, removed: entry.deleteCredential() };
    if (ask === "write") entry.setSecret(secret);
    const known = ask === "read" ? entry.getSecret() : null;
    return { id, secret: known === null ? undefined : Uint8Array.from(known) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

async function openEntry(): Promise<Entry> {
  // Loaded only now: a platform without a prebuilt binding fails here, where the answer is another place for the key.
  const keyring = await import("@napi-rs/keyring");
  // Left to itself, the library would fall back to the kernel's keyring, which forgets at the next boot: a Secret Service that
  // answers late once would then cost the user the file that its key opens.
  return new keyring.Entry(name.service, name.owner, { linux: { store: "secret-service" } });
}
