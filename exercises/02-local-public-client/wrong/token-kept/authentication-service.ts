// Mistake: Keeps the token itself and hands it out for ever.
// Caught by: [2.2] renews an expired token without asking
// Caught by: [2.3] asks again when the sign-in has been revoked
// An attacker: gains nothing; after an hour each call fails, and a sign-in that was ended is never noticed.
// Hint: Leave tokens to MSAL: call acquireTokenSilent at each call, and it renews what has expired.
import { type AuthenticationResult, PublicClientApplication } from "@azure/msal-node";

/** The delegated permission behind `GET /me`, and no more: what a token cannot do, nobody who steals it can do. */
const scopes = ["User.Read"];

/** The registration: Application (client) ID and Directory (tenant) ID. There is no secret: a program on a user's machine cannot keep one. */
export interface EntraApplication {
  clientId: string;
  tenantId: string;
}

export interface AuthenticationServiceDeps {
  /** Shows the person a page; resolves when it has been opened. */
  openBrowser: (url: string) => Promise<void>;
  /** Writes a line where a person may see it: stderr. */
  log: (line: string) => void;
}

/** Signs the person in at Entra, and keeps them signed in. */
export class AuthenticationService {
  readonly client: PublicClientApplication;
  readonly #deps: AuthenticationServiceDeps;
  #token: string | undefined;

  private constructor(client: PublicClientApplication, deps: AuthenticationServiceDeps) {
    this.client = client;
    this.#deps = deps;
  }

  static async create(
    { clientId, tenantId }: EntraApplication,
    deps: AuthenticationServiceDeps,
  ): Promise<AuthenticationService> {
    const client = new PublicClientApplication({
      // The tenant, not “common”: that would let in everybody who has a Microsoft account.
      auth: { clientId, authority: `https://login.microsoftonline.com/${tenantId}` },
      system: {
        loggerOptions: { loggerCallback: (_level, message) => deps.log(message), piiLoggingEnabled: false },
      },
    });
    return new AuthenticationService(client, deps);
  }

  /** An access token for Microsoft Graph. @throws what MSAL throws when the person does not sign in. */
  async acquireToken(): Promise<string> {
    this.#token ??= (await this.#acquireInteractively()).accessToken;
    return this.#token;
  }

  async #acquireInteractively(): Promise<AuthenticationResult> {
    try {
      return await this.client.acquireTokenInteractive({ scopes, openBrowser: this.#deps.openBrowser });
    } catch (error) {
      this.#deps.log(`The sign-in failed: ${error instanceof Error ? error.name : "unknown error"}.`);
      throw error;
    }
  }
}
