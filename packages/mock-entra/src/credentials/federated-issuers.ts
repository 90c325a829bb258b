import type { JSONWebKeySet } from "jose";
import { workload } from "../directory/seed-workload-identities.ts";
import type { Clock } from "../state/clock.ts";
import { createFederatedIssuer, type FederatedIssuer } from "./federated-issuer.ts";

/** Who else issues tokens: the identity providers that Entra would fetch signing keys from. */
export interface FederatedIssuers {
  /** A ready-made one, which the seed's remote application trusts: `issueToken()` and no more. */
  workload: FederatedIssuer;
  /** Another ready-made one. No application trusts it until an application's `federatedIdentityCredentials` name it. */
  create(issuer: string): FederatedIssuer;
  /** An identity provider of the test's own, with its public keys. Registering it again replaces the keys. */
  register(issuer: string, keys: JSONWebKeySet): void;
  /** `undefined` for an issuer that Entra could not reach. */
  keysOf(issuer: string): Promise<JSONWebKeySet | undefined>;
  /** Forgets all but the ready-made one. */
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
