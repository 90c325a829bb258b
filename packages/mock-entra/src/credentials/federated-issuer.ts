import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from "jose";
import { tokenExchangeAudience } from "../directory/token-exchange.ts";
import type { Clock } from "../state/clock.ts";

/** An identity provider outside Entra, such as a Kubernetes cluster or a build service. */
export interface FederatedIssuer {
  /** The `iss` of its tokens. */
  issuer: string;
  /** Its public keys. */
  jwks(): Promise<JSONWebKeySet>;
  /** A token for a workload: the content of the file in AZURE_FEDERATED_TOKEN_FILE. */
  issueToken(options?: SubjectTokenOptions): Promise<string>;
}

export interface SubjectTokenOptions {
  /** `sub`; by default the workload of the seed. */
  subject?: string;
  /** `aud`; by default `api://AzureADTokenExchange`. */
  audience?: string;
  /** Seconds from now; by default 3600. A negative number gives an expired token. */
  lifetimeSeconds?: number;
}

const keyId = "workload-1";

/** Generates its key pair at the first use, and keeps it. */
export function createFederatedIssuer(
  { issuer, subject: defaultSubject }: { issuer: string; subject: string },
  clock: Clock,
): FederatedIssuer {
  let generated: ReturnType<typeof generateKeyPair> | undefined;
  const keys = () => (generated ??= generateKeyPair("RS256"));
  return {
    issuer,
    jwks: async () => {
      const { publicKey } = await keys();
      return { keys: [{ ...(await exportJWK(publicKey)), kid: keyId, alg: "RS256", use: "sig" }] };
    },
    issueToken: async ({
      subject = defaultSubject,
      audience = tokenExchangeAudience,
      lifetimeSeconds = 3600,
    } = {}) => {
      const { privateKey } = await keys();
      const now = clock.seconds();
      return new SignJWT()
        .setProtectedHeader({ typ: "JWT", alg: "RS256", kid: keyId })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setNotBefore(Math.min(now, now + lifetimeSeconds))
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
    },
  };
}
