// Mistake: Reads the platform's token once, at the start.
// Caught by: [4.7] reads the file anew when the platform has replaced the token
// An attacker: gains nothing; after an hour nobody can sign in, and the secret comes back.
// Hint: Read the file inside of clientAssertion.
import { readFileSync } from "node:fs";

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
    const token = readFileSync(file, "utf8").trim();
    return { clientAssertion: async () => token };
  }
  if (clientSecret) return { clientSecret };
  throw new Error("Set AZURE_FEDERATED_TOKEN_FILE, or AZURE_CLIENT_SECRET for development.");
}
