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

/** The delegated permission behind `GET /me`: as little as the tool needs. MSAL adds openid, profile, offline_access. */
const scopes = ["User.Read"];

export interface AuthenticationServiceDeps {
  /** How the operator wants people to sign in. */
  signInOption: SignInOption;
  machine: Machine;
  recordEvent: RecordAuditEvent;
  /** Where MSAL's own messages go: never to stdout. */
  log: MsalLog;
  /** Keeps tokens beyond the life of this process; without it, MSAL keeps them in memory. */
  cachePlugin?: ICachePlugin | undefined;
  /** The system's own sign-in, where the operator has installed one for this server and it is to be used. */
  broker?: INativeBrokerPlugin | undefined;
  /** Finds Entra; reads its discovery document unless given. */
  discover?: () => Promise<Authority>;
  /** After which a sign-in that the user does not finish ends; five minutes unless given. */
  timeLimitSeconds?: number;
}

export interface AcquireTokenOptions {
  /** Graph has refused the token in the cache: get another one from Entra. */
  forceRefresh?: boolean;
  /** What Graph demands of the next token (a claims challenge): the person signs in anew, with these claims. */
  claims?: string | undefined;
  /** The token that Graph has refused. When the cache holds another one by now, that one will do. */
  refusedToken?: string | undefined;
  /** How to reach the person, if they must sign in. */
  prompts: SignInPrompts;
  /** Called when this call begins to wait for a person; `over` is aborted when it no longer does. */
  whileSigningIn?: (over: AbortSignal) => void;
  /** Ends this call; and the sign-in too, when no other call waits for it. */
  signal?: AbortSignal | undefined;
}

/** Signs the user in at Entra as a public client, and keeps them signed in for as long as the cache and Entra allow. */
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

  /** @throws ConfigurationError when Entra, or the tenant there, cannot be found. */
  static async create(config: EntraConfig, deps: AuthenticationServiceDeps): Promise<AuthenticationService> {
    const { cachePlugin, broker, discover = async () => discoverAuthority(config) } = deps;
    const authority = await discover();
    const client = new PublicClientApplication({
      auth: {
        ...msalAuthOptions(config, authority),
        // “We understand claims challenges.” Without it, Graph would let a revoked user's token live on until it expires.
        clientCapabilities: ["cp1"],
      },
      ...(cachePlugin && { cache: { cachePlugin } }),
      ...(broker && { broker: { nativeBrokerPlugin: broker } }),
      system: { loggerOptions: msalLoggerOptions(deps.log) },
    });
    return new AuthenticationService(client, config, deps);
  }

  /**
   * An access token for Microsoft Graph: from the cache, else by MSAL's refresh token, else by asking the person.
   *
   * @throws AuthenticationError whose message may be shown to the person.
   */
  async acquireToken(options: AcquireTokenOptions): Promise<string> {
    const { forceRefresh = false, claims, refusedToken } = options;
    // Looked up each time: another process may have signed the user in or out meanwhile.
    const account = await findAccount(this.#client, this.#tenantId);
    if (account === undefined) return this.#signIn({ scopes, ...(claims && { claims }) }, options);
    try {
      if (refusedToken !== undefined) {
        const { accessToken } = await this.#client.acquireTokenSilent({ account, scopes });
        // Another call was refused as well, and has a new token by now: one refusal, one renewal, one sign-in.
        if (accessToken !== refusedToken) return accessToken;
      }
      // Asking silently could not meet the challenge: it is about the person, who has to do something.
      if (claims) return this.#signIn({ scopes, claims, loginHint: account.username }, options);
      const result = await this.#client.acquireTokenSilent({ account, scopes, forceRefresh });
      return result.accessToken;
    } catch (error) {
      if (isOutOfReach(error)) throw toAuthenticationError(error, this.#authorityHost);
      // The C# of Microsoft's lesson signs in only when there is no account, never when silence FAILS; once the refresh token is
      // revoked or expired, every call of its users fails until they restart the server. Nor is it enough to wait for
      // InteractionRequiredAuthError: Entra reports a revoked refresh token as plain invalid_grant.
      return this.#signIn(requestAfter(error, account, claims), options);
    }
  }

  /** Ends a sign-in that still waits for a person, and frees its listener. */
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

/** Entra gave no answer at all: a sign-in page would not appear either. */
function isOutOfReach(error: unknown): boolean {
  return error instanceof AuthError && error.errorCode === ClientAuthErrorCodes.networkError;
}

/** @param challenge what Graph demands; Entra's own demand, coming later, is the better informed one. */
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
