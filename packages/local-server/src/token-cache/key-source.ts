import type { SealingKey } from "@mcp-entra/auth-core/without-msal";
import type { KeyKind } from "./cache-location.ts";

/** Where the key of the encrypted file comes from. */
export interface KeySource {
  kind: KeyKind;
  /** For people; completes “its key is …”. */
  description: string;
  /** Finds out whether a key can be had. @throws when there is no keyring, or no binding for this platform. */
  open(): Promise<void>;
  /**
   * Makes the key, if it is one that we make and there is none yet. Only under the cache's lock: of two processes that start
   * at once, the second would otherwise replace the key that the first one has just used.
   *
   * @throws when the key can neither be read nor made.
   */
  ensure(): Promise<void>;
  /**
   * The key for a file with this salt.
   *
   * @returns undefined when there is no key: no user has signed in yet, or the key was removed.
   * @throws when it cannot be read.
   */
  keyFor(salt: Buffer): Promise<SealingKey | undefined>;
  /** Forgets the key, where it is ours to forget. @returns whether there was one. */
  remove(): Promise<boolean>;
  /** Lets go of the keyring. Resolves when nothing of it is under way any more, which may never be. */
  close(): Promise<void>;
}
