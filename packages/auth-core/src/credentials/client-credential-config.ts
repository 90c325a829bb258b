import { z } from "zod";
import type { Environment, VariableHelp } from "../config/read-environment.ts";
import { ConfigurationError } from "../errors/errors.ts";

/** How a confidential client proves its identity to Entra. The best way is first. */
export type ClientCredentialConfig =
  /** A user-assigned managed identity whose tokens the application trusts (federated credential). */
  | { kind: "managed-identity"; clientId: string }
  /** A file in which another program writes new tokens: Kubernetes, a build service. */
  | { kind: "federated-token-file"; path: string }
  /** A PEM file with a certificate and its private key. */
  | { kind: "certificate"; path: string }
  | { kind: "secret"; secret: string; expiresOn: Date | undefined };

const help = (text: VariableHelp): VariableHelp => text;
const guidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const secret = z
  .string()
  // The portal shows both side by side. If you copy the wrong one, the first sign-in fails with
  // AADSTS7000215.
  .refine((value) => !guidShape.test(value));
const secretHelp = help({
  expected:
    "the Value of a client secret (not its Secret ID, which is a GUID), or one of AZURE_MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE and AZURE_CLIENT_CERTIFICATE_PATH instead",
  example: "your-client-secret-value",
  secret: true,
});

const variables = {
  AZURE_MANAGED_IDENTITY_CLIENT_ID: z
    .guid()
    .optional()
    .meta(
      help({
        expected: "the Client ID of a user-assigned managed identity, a GUID",
        example: "5d0f9f6e-2c1b-4e57-9a43-7b8c6d5e4f30",
      }),
    ),
  AZURE_FEDERATED_TOKEN_FILE: z
    .string()
    .optional()
    .meta(
      help({
        expected: "the path of a file that contains a token",
        example: "/var/run/secrets/azure/tokens/azure-identity-token",
      }),
    ),
  AZURE_CLIENT_CERTIFICATE_PATH: z
    .string()
    .optional()
    .meta(
      help({
        expected: "the path of a PEM file with a certificate and its private key",
        example: "./app.pem",
      }),
    ),
  AZURE_CLIENT_SECRET: secret.optional().meta(secretHelp),
  AZURE_CLIENT_SECRET_EXPIRES_ON: z.iso
    .date()
    .transform((day) => new Date(`${day}T00:00:00Z`))
    .optional()
    .meta(
      help({
        expected: "the day on which the secret expires, as the portal shows it",
        example: "2027-06-30",
      }),
    ),
};

const kinds = [
  "AZURE_MANAGED_IDENTITY_CLIENT_ID",
  "AZURE_FEDERATED_TOKEN_FILE",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_CLIENT_SECRET",
] as const;

type Values = z.output<z.ZodObject<typeof variables>>;

/**
 * The variables. They are read together with a server's own variables. If no credential is configured, the
 * message says that the secret is missing, because everybody can get a secret.
 *
 * @example
 * ```ts
 * const values = readEnvironment(z.object(clientCredentialVariables(environment)), environment);
 * ```
 */
export function clientCredentialVariables(environment: Environment): typeof variables {
  if (kinds.some((name) => environment[name]?.trim())) return variables;
  return {
    ...variables,
    AZURE_CLIENT_SECRET: z
      .optional(secret)
      .refine((value) => value !== undefined)
      .meta(secretHelp),
  };
}

/**
 * @throws ConfigurationError if there are two credentials: it has to be clear which one is used.
 *
 * @example
 * ```ts
 * expect(toClientCredentialConfig(values)).toMatchObject({ kind: "secret" });
 * ```
 */
export function toClientCredentialConfig(values: Values): ClientCredentialConfig {
  const present = kinds.filter((name) => values[name] !== undefined);
  if (present.length > 1) {
    throw new ConfigurationError(
      `${present.join(" and ")} are both set. Expected one way for this server to prove its identity to Entra: keep one of them, and remove the other from the environment and from the .env files. Keep the first of these that works where the server runs: ${kinds.join(", ")}.`,
    );
  }
  if (values.AZURE_MANAGED_IDENTITY_CLIENT_ID !== undefined) {
    return { kind: "managed-identity", clientId: values.AZURE_MANAGED_IDENTITY_CLIENT_ID };
  }
  if (values.AZURE_FEDERATED_TOKEN_FILE !== undefined) {
    return { kind: "federated-token-file", path: values.AZURE_FEDERATED_TOKEN_FILE };
  }
  if (values.AZURE_CLIENT_CERTIFICATE_PATH !== undefined) {
    return { kind: "certificate", path: values.AZURE_CLIENT_CERTIFICATE_PATH };
  }
  const expiresOn = values.AZURE_CLIENT_SECRET_EXPIRES_ON;
  return { kind: "secret", secret: values.AZURE_CLIENT_SECRET ?? "", expiresOn };
}
