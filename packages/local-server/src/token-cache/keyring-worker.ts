import { parentPort, workerData } from "node:worker_threads";
import type { Entry } from "@napi-rs/keyring";
import type { KeyringAnswer, KeyringEntryName, KeyringQuestion } from "./keyring.ts";

/**
 * The thread that `createKeyring` starts. It answers requests about one entry of the system's keyring, one
 * after the other.
 */
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
  // Loaded only now: on a platform without a prebuilt binding, it fails here, and the key gets another place.
  const keyring = await import("@napi-rs/keyring");
  // By default, the library would use the kernel's keyring instead, which is lost at the next boot. If the
  // Secret Service answered late once, the user would later lose the file of that key.
  return new keyring.Entry(name.service, name.owner, { linux: { store: "secret-service" } });
}
