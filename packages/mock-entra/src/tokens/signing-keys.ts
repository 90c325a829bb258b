import { createPublicKey } from "node:crypto";
import { createSelfSignedCertificate } from "../credentials/self-signed-certificate.ts";
import { thumbprint } from "../credentials/thumbprint.ts";
import type { SigningKey } from "./signing-key.ts";

/** The keys of one tenant: one signs, all of them are published. */
export interface SigningKeys {
  current(): SigningKey;
  /**
   * Oldest first. Entra guarantees no order: a program that uses the first key of the set, and not the key
   * that `kid` names, fails after a rotation.
   */
  published(): readonly SigningKey[];
  find(keyId: string): SigningKey | undefined;
  /** Signs with a new key from now on. The old keys stay published, so their tokens stay valid. */
  rotate(now: Date): Promise<SigningKey>;
  /** Publishes these from now on, and signs with the last one, until the next `reset`. */
  restore(kept: readonly [SigningKey, ...SigningKey[]]): void;
  reset(): void;
}

const year = 365 * 86_400_000;

export function createSigningKeys(first: SigningKey): SigningKeys {
  let keys: readonly SigningKey[] = [first];
  return {
    current: () => keys.at(-1) ?? first,
    published: () => keys,
    find: (keyId) => keys.find((key) => key.keyId === keyId),
    rotate: async (now) => {
      const created = await createSigningKey(now);
      keys = [...keys, created];
      return created;
    },
    restore: (kept) => {
      keys = kept;
    },
    reset: () => {
      keys = [first];
    },
  };
}

async function createSigningKey(now: Date): Promise<SigningKey> {
  const { privateKey, certificate } = await createSelfSignedCertificate({
    name: "mock-entra signing key (protects nothing)",
    validFrom: now,
    validTo: new Date(now.getTime() + 5 * year),
  });
  return {
    keyId: thumbprint(certificate.raw, "sha1", "base64url"),
    privateKey,
    publicKey: createPublicKey(privateKey),
    certificate: certificate.raw.toString("base64"),
  };
}
