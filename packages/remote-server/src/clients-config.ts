import { isLoopbackHost, type VariableHelp } from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";
import { minimalScopes, supportedScopes } from "./auth/rules/scopes.ts";

/** How clients introduce themselves, and the scopes that they ask for first. */
export interface ClientsConfig {
  /**
   * Whether the server reads clients' metadata documents, and announces this. `auto`: it reads them, and
   * announces them if the public URL is not on loopback. If they are announced, such a client does not
   * register, but a server that cannot reach the internet cannot read its document.
   */
  clientDocuments: ClientDocumentsMode;
  /** The only hosts that documents are read from; undefined: any. */
  clientDocumentHosts: readonly string[] | undefined;
  /** The scopes that clients ask for at their first sign-in. They ask for more when they need more. */
  baseScopes: readonly string[];
}

type ClientDocumentsMode = "auto" | "on" | "off";

const help = (text: VariableHelp): VariableHelp => text;
const separators = /[\s,]+/;

export const clientsVariables = z.object({
  CLIENT_METADATA_DOCUMENTS: z
    .enum(["auto", "on", "off"])
    .default("auto")
    .meta(
      help({
        expected: "auto, on, or off for a server that cannot reach the internet",
        example: "off",
      }),
    ),
  CLIENT_METADATA_DOCUMENT_HOSTS: z
    .string()
    .transform((list) => list.split(separators).filter((host) => host !== ""))
    .refine((hosts) => hosts.length > 0 && hosts.every((host) => isHostName(host)))
    .optional()
    .meta(
      help({
        expected: "names of hosts in lower case, without scheme and port, comma between them",
        example: "claude.ai,vscode.dev",
      }),
    ),
  BASE_SCOPES: z
    .string()
    .transform((list) => list.split(separators).filter((scope) => scope !== ""))
    .refine((scopes) => minimalScopes.every((scope) => scopes.includes(scope)))
    .refine((scopes) => scopes.every((scope) => supportedScopes.includes(scope)))
    .optional()
    .meta(
      help({
        expected: `${minimalScopes.join(" ")}, and any of ${supportedScopes.filter((scope) => !minimalScopes.includes(scope)).join(" ")}`,
        example: '"User.Read User.ReadBasic.All"',
      }),
    ),
});

/** As in the normal form of a URL. */
function isHostName(host: string): boolean {
  return (
    /^[a-z\d.-]+$/.test(host) &&
    URL.canParse(`https://${host}/`) &&
    new URL(`https://${host}/`).hostname === host
  );
}

export function toClientsConfig(values: z.output<typeof clientsVariables>): ClientsConfig {
  const named = new Set(values.BASE_SCOPES ?? minimalScopes);
  return {
    clientDocuments: values.CLIENT_METADATA_DOCUMENTS,
    clientDocumentHosts: values.CLIENT_METADATA_DOCUMENT_HOSTS,
    // In the order in which they are listed elsewhere, each once.
    baseScopes: supportedScopes.filter((scope) => named.has(scope)),
  };
}

/** @param publicUrl the address that clients use for this server. */
export function announcesClientDocuments(
  {
    clientDocuments,
    allowLoopbackClientDocuments,
  }: Pick<ClientsConfig, "clientDocuments"> & { allowLoopbackClientDocuments: boolean },
  publicUrl: string,
): boolean {
  if (clientDocuments !== "auto") return clientDocuments === "on";
  // Documents on this machine need no internet.
  return allowLoopbackClientDocuments || !isLoopbackHost(new URL(publicUrl).hostname);
}
