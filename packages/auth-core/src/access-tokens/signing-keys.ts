import { type CryptoKey, importJWK } from "jose";
import { z } from "zod";
import { messageOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";
import type { Now } from "../storage/store.ts";

/** The keys that Entra signs a tenant's tokens with. */
export interface SigningKeys {
  /**
   * The key of this id; undefined where Entra publishes none.
   *
   * @throws SigningKeysUnavailable when Entra has not answered lately, so that nothing can be said about this id.
   */
  find(keyId: string): Promise<CryptoKey | undefined>;
}

export interface SigningKeysOptions {
  /** `jwks_uri` of the tenant's discovery document. Never of a token: a token would name the keys of its own maker. */
  jwksUri: string;
  /** The tenant's v2 issuer. */
  issuer: string;
  now?: Now;
  fetch?: typeof globalThis.fetch | undefined;
}

/** Entra's keys could not be fetched. */
export class SigningKeysUnavailable extends Error {
  override readonly name = "SigningKeysUnavailable";
}

/** Strangers can make up key ids without end: however many they send, so long passes between two requests to Entra. */
const pauseMs = 30_000;
/** Entra announces a new key before it signs with it, and withdraws one that has leaked. Both are known after an hour at most. */
const freshMs = 60 * 60_000;
const fetchMs = 10_000;

const keySet = z.object({ keys: z.array(z.unknown()) });
const publishedKey = z.looseObject({
  kty: z.literal("RSA"),
  kid: z.string().min(1),
  use: z.literal("sig").exactOptional(),
  issuer: z.string().optional(),
});

/**
 * Fetches the keys now, and again for a key id that is not known, at most once in 30 seconds. A key that is known is there at once: a
 * fetch that renews the set goes on behind it.
 *
 * @throws ConfigurationError when they cannot be fetched now.
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { jwksUri, now = () => Date.now() } = options;
  let keys = await fetchKeys(options).catch((error: unknown) => {
    throw new ConfigurationError(
      `Entra's keys cannot be fetched from ${jwksUri} (${messageOf(error)}). Expected the keys that tokens are checked with: look at AZURE_AUTHORITY_HOST and the network.`,
      "authority_unreachable",
    );
  });
  let fetchedAt = now();
  let hasFailed = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> = Promise.resolve();

  const renew = async (): Promise<void> => {
    fetchedAt = now();
    try {
      keys = await fetchKeys(options);
      hasFailed = false;
    } catch {
      // The keys from before stay: a pause of Entra's is no reason to refuse its tokens.
      hasFailed = true;
    }
  };
  const askForUnknown = async (): Promise<void> => {
    // defence:108 Counted from the question and not from the answer: one that fails is a request, too.
    if (now() - askedAt < pauseMs) return asking;
    askedAt = now();
    asking = renew();
    return asking;
  };

  return {
    find: async (keyId) => {
      const known = keys.get(keyId);
      if (known !== undefined) {
        if (now() - fetchedAt > (hasFailed ? pauseMs : freshMs)) void renew();
        return known;
      }
      await askForUnknown();
      const found = keys.get(keyId);
      if (found === undefined && hasFailed)
        throw new SigningKeysUnavailable("Entra's keys cannot be fetched.");
      return found;
    },
  };
}

async function fetchKeys({
  jwksUri,
  issuer,
  fetch = globalThis.fetch,
}: SigningKeysOptions): Promise<ReadonlyMap<string, CryptoKey>> {
  // A redirect would lead to another server's keys.
  const response = await fetch(jwksUri, { signal: AbortSignal.timeout(fetchMs), redirect: "error" });
  if (!response.ok) throw new Error(`Entra answered ${response.status}.`);
  const { keys } = keySet.parse(await response.json());
  const ours = keys
    .flatMap((key) => publishedKey.safeParse(key).data ?? [])
    .filter((key) => isFor(issuer, key));
  return new Map(await Promise.all(ours.map(async (jwk) => [jwk.kid, await toKey(jwk)] as const)));
}

/** Entra names the issuer that a key may sign for; in a set that all tenants share, with a placeholder. */
function isFor(issuer: string, key: z.output<typeof publishedKey>): boolean {
  const tenantId = new URL(issuer).pathname.split("/")[1] ?? "";
  return key.issuer === undefined || key.issuer.replace("{tenantid}", tenantId) === issuer;
}

async function toKey({ issuer: _issuer, ...jwk }: z.output<typeof publishedKey>): Promise<CryptoKey> {
  const key = await importJWK(jwk, "RS256");
  if (key instanceof Uint8Array) throw new Error("A key of Entra's is no RSA key.");
  return key;
}
