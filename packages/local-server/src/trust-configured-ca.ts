import { type EntraConfig, trustDevelopmentCa } from "@mcp-entra/auth-core/without-msal";
import { writeLine } from "./write-line.ts";

/**
 * Trusts the mock's certificate, if it is configured, and says so. @throws ConfigurationError if it cannot be
 * read.
 */
export function trustConfiguredCa({ developmentCaFile }: EntraConfig): void {
  if (developmentCaFile === undefined) return;
  trustDevelopmentCa(developmentCaFile);
  writeLine(
    `WARNING: MOCK_ENTRA_CA is set, so this process trusts the development CA in ${developmentCaFile}. Never set it where real users sign in.`,
  );
}
