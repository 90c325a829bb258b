import type { JSONWebKeySet } from "jose";
import { workload } from "../directory/seed-workload-identities.ts";
import type { Clock } from "../state/clock.ts";
import { createFederatedIssuer, type FederatedIssuer } from "./federated-issuer.ts";

/** Other issuers of tokens: the identity providers from which Entra fetches signing keys. */
export interface FederatedIssuers {
  /** An existing one, which the seed's remote application trusts. Just call `issueToken()`. */
  workload: FederatedIssuer;
  /**
   * Creates another one. No application trusts it until an application's `federatedIdentityCredentials`
   * contain it.
   */
  create(issuer: string): FederatedIssuer;
  /** The test's own identity provider, with its public keys. To register it again replaces the keys. */
  register(issuer: string, keys: JSONWebKeySet): void;
  /** `undefined` for an issuer that Entra could not reach. */
  keysOf(issuer: string): Promise<JSONWebKeySet | undefined>;
  /** Removes all except the existing one. */
  reset(): void;
}

export function createFederatedIssuers(clock: Clock): FederatedIssuers {
  const ready = createFederatedIssuer(workload, clock);
  const keySources = new Map([[ready.issuer, () => ready.jwks()]]);
  return {
    workload: ready,
    create: (issuer) => {
      const created = createFederatedIssuer({ issuer, subject: workload.subject }, clock);
      keySources.set(issuer, () => created.jwks());
      return created;
    },
    register: (issuer, keys) => {
      keySources.set(issuer, () => Promise.resolve(keys));
    },
    keysOf: async (issuer) => keySources.get(issuer)?.(),
    reset: () => {
      keySources.clear();
      keySources.set(ready.issuer, () => ready.jwks());
    },
  };
}
