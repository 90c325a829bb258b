// Mistake: Shows the values in the error about two credentials.
// Caught by: [4.7] refuses to choose between two credentials
// An attacker: reads the secret in the log of a start that failed.
// Hint: Name the variables, never their values.
import { readFile } from "node:fs/promises";

/** What MSAL's `auth` takes, besides client ID and authority. */
export type ClientCredential = { clientSecret: string } | { clientAssertion: () => Promise<string> };

/**
 * How this server proves itself to Entra, by the variables that @azure/identity uses: AZURE_CLIENT_SECRET or
 * AZURE_FEDERATED_TOKEN_FILE.
 *
 * @throws Error when neither is set, or both: which one counts must not be a matter of luck.
 */
export function clientCredential(
  environment: Readonly<Record<string, string | undefined>>,
): ClientCredential {
  const { AZURE_CLIENT_SECRET: clientSecret, AZURE_FEDERATED_TOKEN_FILE: file } = environment;
  if (clientSecret && file) {
    throw new Error(`Both are set: AZURE_CLIENT_SECRET=${clientSecret} and ${file}.`);
  }
  if (file) {
    // Each time anew: the platform replaces the token in this file, mostly every hour.
    return { clientAssertion: async () => (await readFile(file, "utf8")).trim() };
  }
  if (clientSecret) return { clientSecret };
  throw new Error("Set AZURE_FEDERATED_TOKEN_FILE, or AZURE_CLIENT_SECRET for development.");
}
