// Mistake: Goes on with an empty secret when nothing is set.
// Caught by: [4.7] says what is missing when there is no credential
// An attacker: gains nothing; the server starts, looks well, and fails at the first sign-in.
// Hint: Throw at the start, with the names of both variables.
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
    throw new Error("AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE are both set. Set one of them.");
  }
  if (file) {
    // Each time anew: the platform replaces the token in this file, mostly every hour.
    return { clientAssertion: async () => (await readFile(file, "utf8")).trim() };
  }
  return { clientSecret: clientSecret ?? "" };
}
