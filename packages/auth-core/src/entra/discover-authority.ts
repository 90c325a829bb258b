import { z } from "zod";
import type { EntraConfig } from "../config/entra-config.ts";
import { messageOf, rootCauseOf, systemCodeOf } from "../errors/error-facts.ts";
import { ConfigurationError } from "../errors/errors.ts";
import { throughProxy } from "../errors/through-proxy.ts";

/** What this server needs to know about its Entra tenant. It is read once at start-up. */
export interface Authority {
  /** The only `iss` that a token for this server may have. */
  issuer: string;
  /** The address of the keys that sign tokens. */
  jwksUri: string;
  /** The discovery document in the form that MSAL needs, so that no MSAL instance fetches it again. */
  metadata: string;
}

const timeoutMs = 10_000;
const discoveryDocument = z.looseObject({
  issuer: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url(),
});

/**
 * Reads the tenant's OpenID Connect discovery document. This happens at start-up: so an unreachable host, an
 * untrusted certificate or an unknown tenant gives one clear message now, and not a failed sign-in later.
 *
 * @throws ConfigurationError that names the variable to check.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 *
 * @example
 * ```ts
 * const authority = await discoverAuthority(config);
 * expect(authority.issuer).toBe(`${config.authorityHost}/${config.tenantId}/v2.0`);
 * ```
 */
export async function discoverAuthority(config: EntraConfig, fetch = globalThis.fetch): Promise<Authority> {
  const url = `${config.authorityHost}/${config.tenantId}/v2.0/.well-known/openid-configuration`;
  const { response, body } = await request(url, config, fetch);
  if (response.status === 400 && body.includes("AADSTS90002")) {
    throw new ConfigurationError(
      `AZURE_TENANT_ID is "${config.tenantId}", but ${config.authorityHost} does not know this tenant (AADSTS90002). Expected the Directory (tenant) ID on the overview page of your app registration.`,
    );
  }
  const document = response.ok ? discoveryDocument.safeParse(parseJson(body)).data : undefined;
  if (document === undefined) {
    throw unreachable(config, `answered ${url} with status ${response.status} and no discovery document`);
  }
  return { issuer: document.issuer, jwksUri: document.jwks_uri, metadata: body };
}

async function request(
  url: string,
  config: EntraConfig,
  fetch: typeof globalThis.fetch,
): Promise<{ response: Response; body: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    // The body is read here, because the connection can also fail in the middle of the body.
    return { response, body: await response.text() };
  } catch (error) {
    throw unreachable(config, explainFailure(error, throughProxy(url)));
  }
}

function explainFailure(error: unknown, proxy: string): string {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return `no answer came${proxy} within ${timeoutMs / 1_000} seconds`;
  }
  const code = systemCodeOf(error);
  if (code?.includes("CERT") || code?.includes("SIGNATURE")) {
    return `its certificate is not trusted (${code}); for a development CA, set MOCK_ENTRA_CA to its PEM file`;
  }
  if (code !== undefined && proxy === "") return `no server answers there (${code})`;
  return `the request${proxy} failed (${messageOf(rootCauseOf(error)) || code})`;
}

function unreachable(config: EntraConfig, reason: string): ConfigurationError {
  return new ConfigurationError(
    `AZURE_AUTHORITY_HOST is "${config.authorityHost}", but ${reason}. Expected a running Entra sign-in service: https://login.microsoftonline.com, or the mock's address if you have started it.`,
    "authority_unreachable",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
