import {
  type AuthenticationResult,
  type INativeBrokerPlugin,
  PublicClientApplication,
} from "@azure/msal-node";
import { discoverAuthority, msalAuthOptions } from "@mcp-entra/auth-core";
import { createSimulatedUser } from "./simulated-user.ts";
import { entraConfig } from "./temporary-cache.ts";

/** A broker that keeps the tokens itself. Ada signs in in its own window. */
export interface FakeBroker extends INativeBrokerPlugin {
  /** MSAL's calls, in order. */
  asked: string[];
}

export async function createFakeBroker(
  changes: { tenantId?: string; failure?: Error; neverAnswers?: boolean } = {},
): Promise<FakeBroker> {
  const client = new PublicClientApplication({
    auth: msalAuthOptions(entraConfig, await discoverAuthority(entraConfig)),
  });
  const person = createSimulatedUser();
  const asked: string[] = [];
  const withId = (result: AuthenticationResult): AuthenticationResult => ({
    ...result,
    tenantId: changes.tenantId ?? result.tenantId,
    fromPlatformBroker: true,
  });
  return {
    asked,
    isBrokerAvailable: true,
    setLogger: () => undefined,
    getAccountById: async () => Promise.reject(new Error("MSAL does not ask for this.")),
    getAllAccounts: async () => client.getAllAccounts(),
    acquireTokenSilent: async ({ scopes, forceRefresh = false }) => {
      asked.push("silent");
      const [account] = await client.getAllAccounts();
      if (account === undefined) throw new Error("No user is signed in.");
      return withId(await client.acquireTokenSilent({ account, scopes, forceRefresh }));
    },
    acquireTokenInteractive: async ({ scopes }) => {
      asked.push("interactive");
      if (changes.failure !== undefined) throw changes.failure;
      if (changes.neverAnswers) return new Promise(() => undefined);
      return withId(
        await client.acquireTokenInteractive({
          scopes,
          openBrowser: async (url) => person.signInAt(url),
        }),
      );
    },
    signOut: async () => undefined,
  };
}
