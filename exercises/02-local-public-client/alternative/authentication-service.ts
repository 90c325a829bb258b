import {
  type AuthenticationResult,
  InteractionRequiredAuthError,
  PublicClientApplication,
  ServerError,
} from "@azure/msal-node";

interface Registration {
  clientId: string;
  tenantId: string;
}

interface Surroundings {
  openBrowser: (url: string) => Promise<void>;
  log: (line: string) => void;
}

/** The other way round: nothing is remembered here, because MSAL's cache knows who has signed in. */
export class AuthenticationService {
  constructor(client: PublicClientApplication, surroundings: Surroundings) {
    this.client = client;
    this.surroundings = surroundings;
  }

  readonly client: PublicClientApplication;
  readonly surroundings: Surroundings;

  static create = async (registration: Registration, surroundings: Surroundings) => {
    const authority = new URL(registration.tenantId, "https://login.microsoftonline.com/").href;
    const auth = { authority, clientId: registration.clientId };
    return new AuthenticationService(new PublicClientApplication({ auth }), surroundings);
  };

  acquireToken = async (): Promise<string> => {
    const scopes = ["User.Read"];
    const accounts = await this.client.getTokenCache().getAllAccounts();
    let result: AuthenticationResult | undefined;
    for (const account of accounts) {
      result ??= await this.client.acquireTokenSilent({ account, scopes }).catch(async (error: unknown) => {
        if (!endsTheSignIn(error)) throw error;
        await this.client.getTokenCache().removeAccount(account);
        return undefined;
      });
    }
    const { openBrowser, log } = this.surroundings;
    const asked = result ?? this.client.acquireTokenInteractive({ scopes, openBrowser });
    return Promise.resolve(asked).then(
      ({ accessToken }) => accessToken,
      (error: unknown) => {
        log("No sign-in.");
        throw error;
      },
    );
  };
}

/** Entra says that only the person can help; anything else, such as a lost network, a sign-in page would not mend. */
function endsTheSignIn(error: unknown): boolean {
  return error instanceof InteractionRequiredAuthError || error instanceof ServerError;
}
