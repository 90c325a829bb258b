import { ConfigurationError, type Environment, type VariableHelp } from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";

/** Who issues the clients' tokens. */
export interface EntraTokensConfig {
  /**
   * `self`: this server, after a sign-in at Entra. `entra`: Entra itself, and this server is a protected
   * resource.
   */
  authorizationServer: "self" | "entra";
  /** Application (client) IDs whose tokens are accepted here. */
  allowedClients: readonly string[];
  /** Whether a program may call with its own token, without a signed-in user. */
  allowsApplications: boolean;
  /** Whether this server publishes metadata with Entra's endpoints under its own name. */
  hasMetadataFacade: boolean;
  /** The first part of full scope names; undefined: the address that the client uses. */
  identifierUri: string | undefined;
}

const help = (text: VariableHelp): VariableHelp => text;
const separators = /[\s,]+/;
const yesOrNo = z.enum(["true", "false"]).default("false");

export const entraTokensVariables = z.object({
  AUTHORIZATION_SERVER: z
    .enum(["self", "entra"])
    .default("self")
    .meta(
      help({
        expected: "self (this server issues tokens) or entra (it accepts tokens of Entra)",
        example: "entra",
      }),
    ),
  ENTRA_ALLOWED_CLIENTS: z
    .string()
    .transform((list) => list.split(separators).filter((id) => id !== ""))
    .pipe(z.array(z.guid().transform((id) => id.toLowerCase())))
    .default([])
    .meta(
      help({
        expected: "Application (client) IDs of MCP clients, comma between them",
        example: "aebc6443-996d-45c2-90f0-388ff96faa56",
      }),
    ),
  ENTRA_ALLOW_APP_ONLY: yesOrNo.meta(help({ expected: "true or false", example: "false" })),
  ENTRA_METADATA_FACADE: yesOrNo.meta(help({ expected: "true or false", example: "false" })),
  ENTRA_IDENTIFIER_URI: z
    .url({ protocol: /^(?:https|api)$/, hostname: /./ })
    .refine((uri) => !uri.endsWith("/"))
    .optional()
    .meta(
      help({
        expected: "an Application ID URI of the registration, without a slash at its end",
        example: "api://8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
      }),
    ),
});

/**
 * Variables that have a meaning for only one of the two kinds. For the other kind, they would have no effect.
 */
const onlyFor: Readonly<Record<EntraTokensConfig["authorizationServer"], readonly string[]>> = {
  entra: [
    "ENTRA_ALLOWED_CLIENTS",
    "ENTRA_ALLOW_APP_ONLY",
    "ENTRA_METADATA_FACADE",
    "ENTRA_IDENTIFIER_URI",
    "LIMIT_KEPT_TOKENS",
  ],
  self: [
    "CLIENT_METADATA_DOCUMENTS",
    "CLIENT_METADATA_DOCUMENT_HOSTS",
    "DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS",
    "LIMIT_REGISTRATIONS",
    "LIMIT_PAGES",
    "LIMIT_TOKEN_REQUESTS",
    "LIMIT_UNUSED_CLIENTS",
    "LIMIT_PENDING_SIGN_INS",
  ],
};

/** @throws ConfigurationError for variables that are for the other kind of authorization server. */
export function toEntraTokensConfig(
  values: z.output<typeof entraTokensVariables>,
  environment: Environment,
): EntraTokensConfig {
  const { AUTHORIZATION_SERVER: authorizationServer } = values;
  const other = authorizationServer === "self" ? "entra" : "self";
  const idle = onlyFor[other].filter((name) => (environment[name]?.trim() ?? "") !== "");
  if (idle.length > 0) {
    throw new ConfigurationError(
      `AUTHORIZATION_SERVER is ${authorizationServer}, but ${idle.join(", ")} ${idle.length === 1 ? "has" : "have"} a meaning with AUTHORIZATION_SERVER=${other} only. Expected one of the two: remove ${idle.length === 1 ? "it" : "them"}, or set AUTHORIZATION_SERVER=${other}.`,
    );
  }
  return {
    authorizationServer,
    allowedClients: values.ENTRA_ALLOWED_CLIENTS,
    allowsApplications: values.ENTRA_ALLOW_APP_ONLY === "true",
    hasMetadataFacade: values.ENTRA_METADATA_FACADE === "true",
    identifierUri: values.ENTRA_IDENTIFIER_URI,
  };
}

/** Warnings for the operator at start-up. */
export function entraTokensWarnings(config: EntraTokensConfig): string[] {
  if (config.authorizationServer === "self" || config.allowedClients.length > 0) return [];
  return [
    "ENTRA_ALLOWED_CLIENTS is empty: no client has access. Set the Application (client) IDs of the MCP clients, for example that of Visual Studio Code: ENTRA_ALLOWED_CLIENTS=aebc6443-996d-45c2-90f0-388ff96faa56",
  ];
}
