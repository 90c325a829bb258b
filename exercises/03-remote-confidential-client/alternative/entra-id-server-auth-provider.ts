import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
  InvalidGrantError,
  InvalidRequestError,
  InvalidScopeError,
  InvalidTokenError,
} from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { AuthorizationParams } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { OAuthRegisteredClientsStore } from "@modelcontextprotocol/sdk/server/auth/clients.js";
import type { AuthInfo } from "@modelcontextprotocol/sdk/server/auth/types.js";
import type { CookieOptions } from "express";
import { z } from "zod";

/** Of the options that it is given, this one needs no store: what it knows lies in maps, and in one place each. */
interface Settings {
  clientId: string;
  tenantId: string;
  clientSecret: string;
  redirectUri: string;
  clientsStore: OAuthRegisteredClientsStore;
}

interface Visit {
  nonce: string;
  verifier: string;
  browser: string;
  client: string;
  asked: AuthorizationParams;
}

interface Person {
  client: string;
  scopes: string[];
  /** Entra's: for Graph only, and for no client. */
  graph: { token: string; until: number; renewal: string };
}

const answerOfEntra = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  id_token: z.string(),
});

/** Without MSAL: the two requests that it would send, and the checks that it would make. */
export class EntraIdServerAuthProvider {
  private readonly visits = expiringMap<Visit>(600);
  private readonly codes = expiringMap<Person & { challenge: string; sentTo: string }>(120);
  private readonly access = expiringMap<Person & { until: number }>(3_600);
  private readonly renewals = expiringMap<Person>(86_400);
  private readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  get clientsStore(): OAuthRegisteredClientsStore {
    return this.settings.clientsStore;
  }

  async authorize(
    client: { client_id: string },
    asked: AuthorizationParams,
    response: {
      cookie(name: string, value: string, options: CookieOptions): unknown;
      redirect(url: string): void;
    },
  ): Promise<void> {
    const visit = {
      nonce: randomUUID(),
      verifier: secret(),
      browser: secret(),
      client: client.client_id,
      asked,
    };
    const parameters = new URLSearchParams({
      client_id: this.settings.clientId,
      response_type: "code",
      redirect_uri: this.settings.redirectUri,
      scope: "openid offline_access User.Read",
      nonce: visit.nonce,
      state: this.visits.add(visit),
      code_challenge: createHash("sha256").update(visit.verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    response.cookie("browser", visit.browser, { httpOnly: true, sameSite: "lax" });
    response.redirect(`${this.entra}/authorize?${parameters.toString()}`);
  }

  async handleCallback(query: URLSearchParams, browser: string | undefined): Promise<string> {
    const visit = this.visits.get(query.get("state") ?? "");
    if (visit?.browser !== browser || visit === undefined) throw new InvalidRequestError("Not yours.");
    this.visits.drop(query.get("state") ?? "");
    const back = new URL(visit.asked.redirectUri);
    if (visit.asked.state !== undefined) back.searchParams.set("state", visit.asked.state);
    const code = query.get("code");
    if (code === null) {
      back.searchParams.set(
        "error",
        query.get("error") === "access_denied" ? "access_denied" : "server_error",
      );
      return back.href;
    }
    const { graph, nonce } = await this.askEntra({
      grant_type: "authorization_code",
      code,
      code_verifier: visit.verifier,
      redirect_uri: this.settings.redirectUri,
    });
    if (nonce !== visit.nonce) throw new InvalidRequestError("The answer to another sign-in.");
    const scopes = visit.asked.scopes?.length ? visit.asked.scopes : ["User.Read"];
    const { codeChallenge: challenge, redirectUri: sentTo } = visit.asked;
    const person = { client: visit.client, scopes, graph, challenge, sentTo };
    back.searchParams.set("code", this.codes.add(person));
    return back.href;
  }

  async challengeForAuthorizationCode(_client: unknown, code: string): Promise<string> {
    const found = this.codes.get(code);
    if (!found) throw new InvalidGrantError("No such code.");
    return found.challenge;
  }

  async exchangeAuthorizationCode(
    client: { client_id: string },
    code: string,
    _codeVerifier?: string,
    redirectUri?: string,
  ) {
    const found = ownedBy(client, this.codes.drop(code));
    if (![undefined, found.sentTo].includes(redirectUri)) throw new InvalidGrantError("Sent elsewhere.");
    return this.issue(found);
  }

  async exchangeRefreshToken(client: { client_id: string }, token: string, scopes?: string[]) {
    const person = ownedBy(client, this.renewals.get(token));
    if (scopes?.some((scope) => !person.scopes.includes(scope))) throw new InvalidScopeError("Too much.");
    this.renewals.drop(token);
    return this.issue(person, scopes);
  }

  async verifyAccessToken(token: string): Promise<AuthInfo> {
    const found = this.access.get(token);
    if (found) return { token, clientId: found.client, scopes: found.scopes, expiresAt: found.until };
    throw new InvalidTokenError("No such session.");
  }

  async entraAccessToken({ token }: { token: string }): Promise<string> {
    const person = this.access.get(token);
    if (person === undefined) throw new InvalidTokenError("No such session.");
    if (person.graph.until < Date.now()) {
      const request = { grant_type: "refresh_token", refresh_token: person.graph.renewal };
      Object.assign(person.graph, (await this.askEntra(request)).graph);
    }
    return person.graph.token;
  }

  private get entra(): string {
    return `https://login.microsoftonline.com/${this.settings.tenantId}/oauth2/v2.0`;
  }

  /** Fewer scopes are for this access token; the refresh token keeps them all (RFC 6749 §6). */
  private issue({ client, scopes, graph }: Person, fewer = scopes) {
    const person = { client, scopes, graph };
    const until = Math.floor(Date.now() / 1_000) + 3_600;
    return {
      access_token: this.access.add({ ...person, scopes: fewer, until }),
      refresh_token: this.renewals.add(person),
      token_type: "Bearer",
      expires_in: 3_600,
    };
  }

  private async askEntra(grant: Record<string, string>): Promise<{ graph: Person["graph"]; nonce: unknown }> {
    const { clientId, clientSecret } = this.settings;
    const body = new URLSearchParams({
      ...grant,
      client_id: clientId,
      client_secret: clientSecret,
      scope: "openid offline_access User.Read",
    });
    const response = await fetch(`${this.entra}/token`, { method: "POST", body });
    if (!response.ok) throw new InvalidGrantError("Entra refused.");
    const answer = answerOfEntra.parse(await response.json());
    // Straight from Entra over TLS, so its signature need not be checked (OpenID Connect Core §3.1.3.7).
    const claims = z
      .object({ aud: z.literal(clientId), nonce: z.string().optional() })
      .parse(JSON.parse(Buffer.from(answer.id_token.split(".")[1] ?? "", "base64url").toString()));
    const until = Date.now() + (answer.expires_in - 60) * 1_000;
    return {
      graph: { token: answer.access_token, until, renewal: answer.refresh_token },
      nonce: claims.nonce,
    };
  }
}

function ownedBy<Owned extends Person>(
  { client_id: id }: { client_id: string },
  found: Owned | undefined,
): Owned {
  if (found?.client === id) return found;
  throw new InvalidGrantError("Not yours, or not any more.");
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

function expiringMap<Value>(seconds: number) {
  const entries = new Map<string, { value: Value; until: number }>();
  const get = (key: string): Value | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && entry.until > Date.now() ? entry.value : undefined;
  };
  return {
    get,
    add: (value: Value): string => {
      const key = secret();
      entries.set(key, { value, until: Date.now() + seconds * 1_000 });
      return key;
    },
    drop: (key: string): Value | undefined => {
      const value = get(key);
      entries.delete(key);
      return value;
    },
  };
}
