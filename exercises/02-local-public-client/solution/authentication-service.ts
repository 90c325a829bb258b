import { type AccountInfo, type AuthenticationResult, PublicClientApplication } from "@azure/msal-node";

/** The delegated permission for `GET /me`, and no more: a thief of a token can use all its permissions. */
const scopes = ["User.Read"];

/** The registration: Application (client) ID and Directory (tenant) ID. There is no secret: a program on a user's machine cannot keep one. */
export interface EntraApplication {
  clientId: string;
  tenantId: string;
}

export interface AuthenticationServiceDeps {
  /** Shows the user a page. Resolves when the page is open. */
  openBrowser: (url: string) => Promise<void>;
  /** Writes a line for people to stderr. */
  log: (line: string) => void;
}

/** Signs the user in at Entra, and keeps them signed in. */
export class AuthenticationService {
  readonly client: PublicClientApplication;
  readonly #deps: AuthenticationServiceDeps;
  #account: AccountInfo | null = null;

  private constructor(client: PublicClientApplication, deps: AuthenticationServiceDeps) {
    this.client = client;
    this.#deps = deps;
  }

  static async create(
    { clientId, tenantId }: EntraApplication,
    deps: AuthenticationServiceDeps,
  ): Promise<AuthenticationService> {
    const client = new PublicClientApplication({
      // The tenant, and not “common”, which accepts each Microsoft account.
      auth: { clientId, authority: `https://login.microsoftonline.com/${tenantId}` },
      system: {
        loggerOptions: { loggerCallback: (_level, message) => deps.log(message), piiLoggingEnabled: false },
      },
    });
    return new AuthenticationService(client, deps);
  }

  /** An access token for Microsoft Graph. @throws MSAL's error if the user does not sign in. */
  async acquireToken(): Promise<string> {
    const result = (await this.#acquireSilently()) ?? (await this.#acquireInteractively());
    this.#account = result.account;
    return result.accessToken;
  }

  /** From MSAL's cache, or with its refresh token. undefined if the user has to sign in. */
  async #acquireSilently(): Promise<AuthenticationResult | undefined> {
    if (this.#account === null) return undefined;
    try {
      return await this.client.acquireTokenSilent({ account: this.#account, scopes });
    } catch {
      // The sign-in may be revoked or expired, also if there is an account in the cache. Without the next step, the user
      // could not work until the server is restarted.
      this.#deps.log("The sign-in has ended; asking the person to sign in again.");
      return undefined;
    }
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
