import { PublicClientApplication } from "@azure/msal-node";

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
  /** MSAL's public client. */
  readonly client: PublicClientApplication;

  private constructor(client: PublicClientApplication) {
    this.client = client;
  }

  static async create(
    application: EntraApplication,
    deps: AuthenticationServiceDeps,
  ): Promise<AuthenticationService> {
    // TODO 2.1: make the client for this application, and for people of its own organization only.
    const client = new PublicClientApplication({
      auth: { clientId: "00000000-0000-0000-0000-000000000000" },
    });
    return new AuthenticationService(client);
  }

  /** An access token for Microsoft Graph. @throws when the person does not sign in. */
  async acquireToken(): Promise<string> {
    // TODO 2.2: without a page if possible, else let the person sign in; ask for no more than GET /me needs.
    // TODO 2.3: think of a sign-in that has ended meanwhile, and of a person who cancels.
    return "";
  }
}
