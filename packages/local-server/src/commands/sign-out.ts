import { rm } from "node:fs/promises";
import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import type { LocalServerConfig } from "../config.ts";
import { cacheLocation, type CacheLocation } from "../token-cache/cache-location.ts";
import { lockFile } from "../token-cache/file-lock.ts";
import { createKeyringKey } from "../token-cache/keyring-key.ts";
import { makeFolder } from "../token-cache/token-file.ts";
import { readSignedInUser } from "./signed-in-user.ts";

const whatStays =
  "Servers that are running ask for a new sign-in at their next call. Your browser stays signed in to Entra, and tokens that were copied before stay valid until they expire; to end all of them, use “Sign out everywhere” at https://mysignins.microsoft.com.";

/**
 * Deletes the data of the configured application's user: the encrypted files, for every kind of key, and the
 * key in the keyring. So a copy of a file in a backup cannot be opened either. It does not call Entra, so it
 * works offline.
 *
 * @returns sentences for the user.
 * @throws if something could not be deleted.
 */
export async function signOut(config: LocalServerConfig, recordEvent: RecordAuditEvent): Promise<string> {
  const location = cacheLocation(config.tokenCache.folder, config.entra);
  const user = await readSignedInUser(config);
  await makeFolder(location.folder);
  // Otherwise a server that writes at this moment would write its tokens again.
  const unlock = await lockFile(location.lockFile);
  try {
    await deleteFiles(location);
    await forgetKey(location);
  } finally {
    unlock();
  }
  recordEvent({ event: "signed_out", outcome: "success", user: user.account?.localAccountId });
  const who = user.account === undefined ? "No user was signed in." : `Signed out ${user.account.username}.`;
  return `${who} There are no tokens of this application in ${location.folder} any more.\n${whatStays}`;
}

async function deleteFiles({ file }: CacheLocation): Promise<void> {
  for (const path of Object.values(file)) {
    for (const suffix of ["", ".new", ".unreadable"]) await rm(`${path}${suffix}`, { force: true });
  }
}

async function forgetKey({ owner }: CacheLocation): Promise<void> {
  const keyring = createKeyringKey(owner);
  // Without a keyring, there is no key to delete. In a locked keyring, the key stays, but it no longer opens
  // any file.
  await keyring.remove().catch(() => undefined);
  void keyring.close();
}
