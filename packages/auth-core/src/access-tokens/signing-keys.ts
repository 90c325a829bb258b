import { type CryptoKey, importJWK } from "jose";
import { z } from "zod";
import { messageOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";
import type { Now } from "../storage/store.ts";

/** The keys that Entra signs a tenant's tokens with. */
export interface SigningKeys {
  /**
   * The key with this id; undefined if Entra does not publish it.
   *
   * @throws SigningKeysUnavailable if Entra has not answered recently, so that this id cannot be checked.
   */
  find(keyId: string): Promise<CryptoKey | undefined>;
}

export interface SigningKeysOptions {
  /**
   * `jwks_uri` of the tenant's discovery document. Never from a token: an attacker's token would name the
   * attacker's keys.
   */
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

/** Attackers can invent any number of key ids. This much time passes between two requests to Entra. */
const pauseMs = 30_000;
/**
 * Entra announces a new key before it signs with it, and removes a leaked key. We learn both after an hour at
 * most.
 */
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
 * Fetches the keys now, and again for an unknown key id, at most once in 30 seconds. A known key is returned
 * immediately, while a fetch renews the set in the background.
 *
 * @throws ConfigurationError if they cannot be fetched now.
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { jwksUri, now = () => Date.now() } = options;
  let keys = await fetchKeys(options).catch((error: unknown) => {
    throw new ConfigurationError(
      `Entra's keys cannot be fetched from ${jwksUri} (${messageOf(error)}). Expected the public keys for the check of tokens. Check AZURE_AUTHORITY_HOST and the network.`,
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
      // The earlier keys stay: an outage of Entra is not a reason to refuse its tokens.
      hasFailed = true;
    }
  };
  const askForUnknown = async (): Promise<void> => {
    // defence:108 Counted from the request and not from the answer: a failed request counts as well.
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
  // A redirect could lead to the keys of another server.
  const response = await fetch(jwksUri, { signal: AbortSignal.timeout(fetchMs), redirect: "error" });
  if (!response.ok) throw new Error(`Entra answered ${response.status}.`);
  const { keys } = keySet.parse(await response.json());
  const ours = keys
    .flatMap((key) => publishedKey.safeParse(key).data ?? [])
    .filter((key) => isFor(issuer, key));
  return new Map(await Promise.all(ours.map(async (jwk) => [jwk.kid, await toKey(jwk)] as const)));
}

/** Entra names the issuer that a key may sign for. In a set for all tenants, the name has a placeholder. */
function isFor(issuer: string, key: z.output<typeof publishedKey>): boolean {
  const tenantId = new URL(issuer).pathname.split("/")[1] ?? "";
  return key.issuer === undefined || key.issuer.replace("{tenantid}", tenantId) === issuer;
}

async function toKey({ issuer: _issuer, ...jwk }: z.output<typeof publishedKey>): Promise<CryptoKey> {
  const key = await importJWK(jwk, "RS256");
  if (key instanceof Uint8Array) throw new Error("One of Entra's keys is not an RSA key.");
  return key;
}
