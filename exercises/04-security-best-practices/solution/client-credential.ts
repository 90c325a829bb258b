import { readFile } from "node:fs/promises";

/** A part of MSAL's `auth`, beside client ID and authority. */
export type ClientCredential = { clientSecret: string } | { clientAssertion: () => Promise<string> };

/**
 * How this server proves itself to Entra, by the variables that @azure/identity uses: AZURE_CLIENT_SECRET or
 * AZURE_FEDERATED_TOKEN_FILE.
 *
 * @throws Error if neither is set, or both: it must be clear which one the server uses.
 */
export function clientCredential(
  environment: Readonly<Record<string, string | undefined>>,
): ClientCredential {
  const { AZURE_CLIENT_SECRET: clientSecret, AZURE_FEDERATED_TOKEN_FILE: file } = environment;
  if (clientSecret && file) {
    throw new Error("AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE are both set. Set one of them.");
  }
  if (file) {
    // At each call: the platform replaces the token in this file, often every hour.
    return { clientAssertion: async () => (await readFile(file, "utf8")).trim() };
  }
  if (clientSecret) return { clientSecret };
  throw new Error("Set AZURE_FEDERATED_TOKEN_FILE, or AZURE_CLIENT_SECRET for development.");
}
