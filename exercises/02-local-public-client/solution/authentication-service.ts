import { type AccountInfo, type AuthenticationResult, PublicClientApplication } from "@azure/msal-node";

/** The delegated permission behind `GET /me`, and no more: a thief can do no more than the token can. */
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
    const result = (await this.#acquireSilently()) ?? (await this.#acquireInteractively());
    this.#account = result.account;
    return result.accessToken;
  }

  /** From MSAL's cache, or with its refresh token; undefined when only the person can help. */
  async #acquireSilently(): Promise<AuthenticationResult | undefined> {
    if (this.#account === null) return undefined;
    try {
      return await this.client.acquireTokenSilent({ account: this.#account, scopes });
    } catch {
      // Revoked, expired, a new policy: an account in the cache promises nothing. Without going on from here, the person
      // stays locked out until the server is restarted.
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
