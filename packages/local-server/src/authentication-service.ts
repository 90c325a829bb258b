import {
  type AccountInfo,
  type AuthenticationResult,
  AuthError,
  ClientAuthErrorCodes,
  type ICachePlugin,
  type INativeBrokerPlugin,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from "@azure/msal-node";
import {
  type AuthenticationError,
  type Authority,
  discoverAuthority,
  type EntraConfig,
  msalAuthOptions,
  type RecordAuditEvent,
  toAuthenticationError,
} from "@mcp-entra/auth-core";
import { findAccount, keepOnly } from "./accounts.ts";
import { type MsalLog, msalLoggerOptions } from "./msal-logger-options.ts";
import { chooseWays, type SignInOption } from "./sign-in/choose-ways.ts";
import { explainFailure } from "./sign-in/explain-failure.ts";
import type { Machine } from "./sign-in/machine.ts";
import type { SignInPrompts } from "./sign-in/prompt.ts";
import { createCoalescedSignIn, type CoalescedSignIn } from "./sign-in/coalesced-sign-in.ts";
import type { SignInRequest } from "./sign-in/sign-in-options.ts";
import { signIn } from "./sign-in/sign-in.ts";

/**
 * The delegated permission for `GET /me`: only what the tool needs. MSAL adds openid, profile,
 * offline_access.
 */
const scopes = ["User.Read"];

export interface AuthenticationServiceDeps {
  /** The way of signing in that the operator has configured. */
  signInOption: SignInOption;
  machine: Machine;
  recordEvent: RecordAuditEvent;
  /** The destination of MSAL's own messages: never stdout. */
  log: MsalLog;
  /** Keeps tokens after this process has ended. Without it, MSAL keeps them in memory. */
  cachePlugin?: ICachePlugin | undefined;
  /** The system's own sign-in (broker), if the operator has installed it and it should be used. */
  broker?: INativeBrokerPlugin | undefined;
  /** Finds Entra; by default, reads its discovery document. */
  discover?: () => Promise<Authority>;
  /** The time limit of a sign-in; by default five minutes. */
  timeLimitSeconds?: number;
}

export interface AcquireTokenOptions {
  /** Graph has refused the token in the cache: get another one from Entra. */
  forceRefresh?: boolean;
  /** What Graph demands in the next token (a claims challenge): the user signs in again with these claims. */
  claims?: string | undefined;
  /** The token that Graph has refused. If the cache has another token now, that one is used. */
  refusedToken?: string | undefined;
  /** How to reach the user, if they have to sign in. */
  prompts: SignInPrompts;
  /** Called when this call begins to wait for the user. `over` is aborted when the waiting ends. */
  whileSigningIn?: (over: AbortSignal) => void;
  /** Cancels this call, and also the sign-in if no other call waits for it. */
  signal?: AbortSignal | undefined;
}

/**
 * Signs the user in at Entra as a public client. The user stays signed in for as long as the cache and Entra
 * allow.
 */
export class AuthenticationService {
  readonly #client: PublicClientApplication;
  readonly #tenantId: string;
  readonly #authorityHost: string;
  readonly #deps: AuthenticationServiceDeps;
  readonly #coalesced: CoalescedSignIn<AuthenticationResult>;

  private constructor(client: PublicClientApplication, config: EntraConfig, deps: AuthenticationServiceDeps) {
    this.#client = client;
    this.#tenantId = config.tenantId;
    this.#authorityHost = config.authorityHost;
    this.#deps = deps;
    this.#coalesced = createCoalescedSignIn(deps.timeLimitSeconds ?? 300);
  }

  /** @throws ConfigurationError if Entra or the tenant cannot be found. */
  static async create(config: EntraConfig, deps: AuthenticationServiceDeps): Promise<AuthenticationService> {
    const { cachePlugin, broker, discover = async () => discoverAuthority(config) } = deps;
    const authority = await discover();
    const client = new PublicClientApplication({
      auth: {
        ...msalAuthOptions(config, authority),
        // It tells Entra that this client handles claims challenges. Without it, Graph accepts a revoked
        // user's token until it expires.
        clientCapabilities: ["cp1"],
      },
      ...(cachePlugin && { cache: { cachePlugin } }),
      ...(broker && { broker: { nativeBrokerPlugin: broker } }),
      system: { loggerOptions: msalLoggerOptions(deps.log) },
    });
    return new AuthenticationService(client, config, deps);
  }

  /**
   * An access token for Microsoft Graph: from the cache, else with MSAL's refresh token, else after a
   * sign-in.
   *
   * @throws AuthenticationError with a message that may be shown to the user.
   */
  async acquireToken(options: AcquireTokenOptions): Promise<string> {
    const { forceRefresh = false, claims, refusedToken } = options;
    // Read each time: another process may have signed the user in or out.
    const account = await findAccount(this.#client, this.#tenantId);
    if (account === undefined) return this.#signIn({ scopes, ...(claims && { claims }) }, options);
    try {
      if (refusedToken !== undefined) {
        const { accessToken } = await this.#client.acquireTokenSilent({ account, scopes });
        // Another call was also refused, and already has a new token. So several refusals cause one renewal
        // and one sign-in.
        if (accessToken !== refusedToken) return accessToken;
      }
      // A silent request cannot satisfy the challenge: the user has to do something.
      if (claims) return this.#signIn({ scopes, claims, loginHint: account.username }, options);
      const result = await this.#client.acquireTokenSilent({ account, scopes, forceRefresh });
      return result.accessToken;
    } catch (error) {
      if (isOutOfReach(error)) throw toAuthenticationError(error, this.#authorityHost);
      // The C# code of Microsoft's lesson signs in only if there is no account, and not if the silent request
      // FAILS. After the refresh token is revoked or has expired, every call fails until the user restarts
      // the server. To check only for InteractionRequiredAuthError is not enough: for a revoked refresh
      // token, Entra sends only invalid_grant.
      return this.#signIn(requestAfter(error, account, claims), options);
    }
  }

  /** Ends a sign-in that still waits for the user, and closes its listener. */
  async close(): Promise<void> {
    await this.#coalesced.cancel();
  }

  async #signIn(request: SignInRequest, options: AcquireTokenOptions): Promise<string> {
    const { prompts, signal, whileSigningIn } = options;
    const over = new AbortController();
    whileSigningIn?.(over.signal);
    try {
      const result = await this.#coalesced.join(
        async (ending) => this.#signInOnce(request, prompts, ending),
        signal,
      );
      return result.accessToken;
    } finally {
      over.abort();
    }
  }

  async #signInOnce(
    request: SignInRequest,
    prompts: SignInPrompts,
    signal: AbortSignal,
  ): Promise<AuthenticationResult> {
    const { signInOption, machine, broker, recordEvent } = this.#deps;
    const ways = chooseWays(signInOption, machine, {
      clientOpensPages: prompts.client !== undefined,
      hasBroker: broker !== undefined,
    });
    recordEvent({ event: "sign_in_started", outcome: "success" });
    try {
      const result = await signIn(ways, prompts, { client: this.#client, request, signal });
      await keepOnly(this.#client, result, this.#tenantId);
      recordEvent({ event: "sign_in_finished", outcome: "success", user: result.account?.localAccountId });
      return result;
    } catch (error) {
      const failure = explainFailure(error, this.#authorityHost);
      recordEvent({ event: "sign_in_failed", outcome: "failure", ...factsOf(failure) });
      throw failure;
    }
  }
}

/** Entra did not answer, so a sign-in page would not open either. */
function isOutOfReach(error: unknown): boolean {
  return error instanceof AuthError && error.errorCode === ClientAuthErrorCodes.networkError;
}

/** @param challenge what Graph demands. Entra's own demand comes later and has more information. */
function requestAfter(error: unknown, account: AccountInfo, challenge: string | undefined): SignInRequest {
  const claims = (error instanceof InteractionRequiredAuthError && error.claims) || challenge;
  return { scopes, loginHint: account.username, ...(claims && { claims }) };
}

/** Entra's sentence can name the user, so an event holds its number instead. */
function factsOf({ code, entraCode, message }: AuthenticationError): {
  entraCode: number | undefined;
  reason: string;
} {
  return { entraCode, reason: entraCode === undefined ? message : code };
}
