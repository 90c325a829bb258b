import { z } from "zod";
import { ConfigurationError } from "../errors/errors.ts";
import { isLoopbackHost } from "./loopback.ts";
import { type Environment, type VariableHelp, readEnvironment } from "./read-environment.ts";

/**
 * The server's application and directory, and the addresses of Entra and Graph. The same for both servers.
 */
export interface EntraConfig {
  /** Directory (tenant) ID. It has to be a GUID: `common` would accept the users of any organization. */
  tenantId: string;
  /** Application (client) ID. */
  clientId: string;
  /** The address of Entra, without a trailing slash; by default `https://login.microsoftonline.com`. */
  authorityHost: string;
  /** The address of Graph, without a trailing slash and without a version. */
  graphBaseUrl: string;
  /** PEM file of a development CA, which is trusted in addition to Node's CAs. */
  developmentCaFile: string | undefined;
}

const help = (text: VariableHelp): VariableHelp => text;
const guid = z.guid().transform((value) => value.toLowerCase());
// Tokens and secrets are sent to these hosts, so http is never allowed, also not on loopback.
const httpsOrigin = z
  // abort: a text that is not a URL must not reach the checks below, which parse it.
  .url({ protocol: /^https$/, abort: true })
  .refine((value) => new URL(value).href === `${new URL(value).origin}/`)
  .transform((value) => new URL(value).origin);

/**
 * Its variables. They are read together with a server's own variables, so that one message names all
 * mistakes.
 */
export const entraVariables = z.object({
  AZURE_TENANT_ID: guid.meta(
    help({
      expected: "the Directory (tenant) ID of your app registration, a GUID (not a domain, not “common”)",
      example: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
    }),
  ),
  AZURE_CLIENT_ID: guid.meta(
    help({
      expected: "the Application (client) ID of your app registration, a GUID",
      example: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
    }),
  ),
  AZURE_AUTHORITY_HOST: httpsOrigin.default("https://login.microsoftonline.com").meta(
    help({
      expected: "the https origin of the Entra sign-in service, without a path",
      example: "https://login.microsoftonline.com",
    }),
  ),
  GRAPH_BASE_URL: httpsOrigin.default("https://graph.microsoft.com").meta(
    help({
      expected: "the https origin of Microsoft Graph, without a path",
      example: "https://graph.microsoft.com",
    }),
  ),
  MOCK_ENTRA_CA: z
    .string()
    .optional()
    .meta(help({ expected: "the path of a PEM file (development only)", example: "./ca.pem" })),
});

/**
 * @throws ConfigurationError with one line for each variable.
 *
 * @example
 * ```ts
 * const config = readEntraConfig(environment);
 * expect(config.authorityHost).toBe("https://login.microsoftonline.com");
 * ```
 */
export function readEntraConfig(environment: Environment): EntraConfig {
  return toEntraConfig(readEnvironment(entraVariables, environment));
}

/**
 * @throws ConfigurationError if the values contradict each other.
 *
 * @example
 * ```ts
 * const values = readEnvironment(
 *   z.object({ ...entraVariables.shape, GREETING: z.string().default("Hello") }),
 *   environment,
 * );
 * const config = toEntraConfig(values);
 * ```
 */
export function toEntraConfig(values: z.output<typeof entraVariables>): EntraConfig {
  const config: EntraConfig = {
    tenantId: values.AZURE_TENANT_ID,
    clientId: values.AZURE_CLIENT_ID,
    authorityHost: values.AZURE_AUTHORITY_HOST,
    graphBaseUrl: values.GRAPH_BASE_URL,
    developmentCaFile: values.MOCK_ENTRA_CA,
  };
  if (config.developmentCaFile !== undefined) requireLoopback(config);
  return config;
}

/**
 * A development CA must not be trusted for the real Entra: a person with its key could then read the traffic
 * between this server and Microsoft.
 */
function requireLoopback(config: EntraConfig): void {
  const hosts = { AZURE_AUTHORITY_HOST: config.authorityHost, GRAPH_BASE_URL: config.graphBaseUrl };
  for (const [name, origin] of Object.entries(hosts)) {
    if (isLoopbackHost(new URL(origin).hostname)) continue;
    throw new ConfigurationError(
      `MOCK_ENTRA_CA is set, but ${name} is ${JSON.stringify(origin)}. A development CA is accepted only when Entra and Graph are both on loopback. Remove MOCK_ENTRA_CA, or point ${name} at the mock, for example ${name}=https://localhost:8443`,
    );
  }
}
