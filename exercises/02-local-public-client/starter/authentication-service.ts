import { PublicClientApplication } from "@azure/msal-node";

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
  /** MSAL's public client. */
  readonly client: PublicClientApplication;

  private constructor(client: PublicClientApplication) {
    this.client = client;
  }

  static async create(
    application: EntraApplication,
    deps: AuthenticationServiceDeps,
  ): Promise<AuthenticationService> {
    // TODO 2.1: make the client for this application, and only for users of its own organization.
    const client = new PublicClientApplication({
      auth: { clientId: "00000000-0000-0000-0000-000000000000" },
    });
    return new AuthenticationService(client);
  }

  /** An access token for Microsoft Graph. @throws if the user does not sign in. */
  async acquireToken(): Promise<string> {
    // TODO 2.2: get a token without a page if possible. If not, let the user sign in. Ask only for the permission that GET /me needs.
    // TODO 2.3: a sign-in can end, and a user can cancel. If a sign-in fails, call log, and then throw the error.
    return "";
  }
}
