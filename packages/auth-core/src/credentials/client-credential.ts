import { readFileSync, statSync } from "node:fs";
import { ManagedIdentityApplication, type NodeAuthOptions } from "@azure/msal-node";
import { messageOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";
import type { ClientCredentialConfig } from "./client-credential-config.ts";
import { readCertificate, type ReadCertificate } from "./read-certificate.ts";

/** The part of MSAL's configuration with which a confidential client proves its identity. */
type MsalCredential = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion">;

export interface ClientCredential {
  /** MSAL's present configuration: if a certificate was replaced on the disk, the new one is used. */
  forMsal(): MsalCredential;
  /** Warnings for the operator, in the start-up message. */
  warnings: string[];
}

/** The operator needs this much time to renew a certificate or a secret. */
const noticeDays = 30;
const dayMs = 86_400_000;

/**
 * @param authorityHost decides the audience of the token exchange in that cloud.
 * @throws ConfigurationError if a file is missing or unusable, or if the credential has expired.
 *
 * @example
 * ```ts
 * const credential = createClientCredential(
 *   { kind: "secret", secret, expiresOn: undefined },
 *   config.authorityHost,
 * );
 * expect(credential.warnings[0]).toContain("prefer a managed identity");
 * ```
 */
export function createClientCredential(
  config: ClientCredentialConfig,
  authorityHost: string,
  now: () => number = () => Date.now(),
): ClientCredential {
  if (config.kind === "managed-identity") return byManagedIdentity(config.clientId, authorityHost);
  if (config.kind === "federated-token-file") return byTokenFile(config.path);
  return config.kind === "certificate" ? byCertificate(config.path, now()) : bySecret(config, now());
}

/**
 * A managed identity cannot sign users in, but its token can replace the application's secret. Then no file
 * and no variable has a secret that could be stolen. MSAL keeps the identity's token until it expires.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
function byManagedIdentity(userAssignedClientId: string, authorityHost: string): ClientCredential {
  const identity = new ManagedIdentityApplication({ managedIdentityIdParams: { userAssignedClientId } });
  const resource = tokenExchangeOf(authorityHost);
  const clientAssertion = async (): Promise<string> =>
    (await identity.acquireToken({ resource })).accessToken;
  return { forMsal: () => ({ clientAssertion }), warnings: [] };
}

/** The audience that Entra expects in a token that replaces a secret. Each cloud has its own. */
function tokenExchangeOf(authorityHost: string): string {
  const { hostname } = new URL(authorityHost);
  if (hostname === "login.microsoftonline.us") return "api://AzureADTokenExchangeUSGov";
  if (hostname === "login.partner.microsoftonline.cn") return "api://AzureADTokenExchangeChina";
  return "api://AzureADTokenExchange";
}

function byTokenFile(path: string): ClientCredential {
  readToken(path);
  // Read each time: the platform that writes the file replaces the token long before it expires.
  return { forMsal: () => ({ clientAssertion: async () => readToken(path) }), warnings: [] };
}

function readToken(path: string): string {
  let token: string;
  try {
    token = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new ConfigurationError(
      `AZURE_FEDERATED_TOKEN_FILE is ${JSON.stringify(path)}, but it cannot be read (${messageOf(error)}). Expected a file into which the platform writes a token.`,
    );
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return token;
  throw new ConfigurationError(
    `AZURE_FEDERATED_TOKEN_FILE is ${JSON.stringify(path)}, but its content is not a token. Expected one JWT and nothing else.`,
  );
}

function byCertificate(path: string, now: number): ClientCredential {
  const current = readWhenChanged(path);
  const { expiresOn } = current();
  refuseExpired("The certificate of AZURE_CLIENT_CERTIFICATE_PATH", expiresOn, now);
  const forMsal = (): MsalCredential => {
    const { privateKey, thumbprintSha256 } = current();
    return { clientCertificate: { privateKey, thumbprintSha256 } };
  };
  return {
    forMsal,
    warnings: expiryWarnings("The certificate of AZURE_CLIENT_CERTIFICATE_PATH", expiresOn, now),
  };
}

/** While the file is being replaced, it may be incomplete. Then the last complete content is used. */
function readWhenChanged(path: string): () => ReadCertificate {
  let read = readCertificate(path);
  let version = versionOf(path);
  return () => {
    const found = versionOf(path);
    if (found === version) return read;
    try {
      read = readCertificate(path);
      version = found;
    } catch {
      // The old certificate is used until the new one can be read.
    }
    return read;
  };
}

function versionOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.mtimeMs} ${found.size} ${found.ino}`;
}

function bySecret(
  { secret, expiresOn }: { secret: string; expiresOn: Date | undefined },
  now: number,
): ClientCredential {
  const name = "The client secret";
  if (expiresOn !== undefined) refuseExpired(name, expiresOn, now);
  const advice =
    "This server proves its identity with a client secret, which every reader of it can use. In Azure, prefer a managed identity (AZURE_MANAGED_IDENTITY_CLIENT_ID). Elsewhere, prefer a federated token or a certificate.";
  const expiry =
    expiresOn === undefined
      ? ["Set AZURE_CLIENT_SECRET_EXPIRES_ON to be warned before it expires."]
      : expiryWarnings(name, expiresOn, now);
  return { forMsal: () => ({ clientSecret: secret }), warnings: [advice, ...expiry] };
}

function refuseExpired(name: string, expiresOn: Date, now: number): void {
  if (expiresOn.getTime() > now) return;
  throw new ConfigurationError(
    `${name} expired on ${dayOf(expiresOn)}. Entra would refuse it. Register a new one and configure that.`,
  );
}

function expiryWarnings(name: string, expiresOn: Date, now: number): string[] {
  const days = Math.floor((expiresOn.getTime() - now) / dayMs);
  return days > noticeDays
    ? []
    : [`${name} expires on ${dayOf(expiresOn)}, in ${days} days. Renew it before.`];
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
