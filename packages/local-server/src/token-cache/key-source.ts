import type { SealingKey } from "@mcp-entra/auth-core/without-msal";
import type { KeyKind } from "./cache-location.ts";

/** The source of the encrypted file's key. */
export interface KeySource {
  kind: KeyKind;
  /** For people; completes “its key is …”. */
  description: string;
  /** Checks whether there can be a key. @throws if there is no keyring, or no binding for this platform. */
  open(): Promise<void>;
  /**
   * Creates the key, if this server makes it and there is none yet. Call it only with the cache's lock:
   * otherwise, if two processes start at the same time, the second would replace the key that the first has
   * just used.
   *
   * @throws if the key can neither be read nor created.
   */
  ensure(): Promise<void>;
  /**
   * The key for a file with this salt.
   *
   * @returns undefined if there is no key: no user has signed in yet, or the key was removed.
   * @throws if it cannot be read.
   */
  keyFor(salt: Buffer): Promise<SealingKey | undefined>;
  /** Deletes the key, if this server made it. @returns whether there was one. */
  remove(): Promise<boolean>;
  /** Closes the keyring. Resolves when no call to it runs any more, which may never happen. */
  close(): Promise<void>;
}
