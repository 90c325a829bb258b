import { ConfidentialClientApplication } from "@azure/msal-node";
import {
  type Authority,
  type ClientCredential,
  createCoalescedRequests,
  type EntraConfig,
  msalAuthOptions,
  type Now,
  type TokenRequest,
  type UpdatableStore,
} from "@mcp-entra/auth-core";
import { z } from "zod";
import { answerOfEntra } from "../entra/answer-of-entra.ts";
import { readable } from "../entra/readable.ts";
import type { CallerSession } from "../rules/caller-session.ts";
import { graphPermissionsFor } from "../rules/scopes.ts";
import { onBehalfOfRefusal } from "./on-behalf-of-refusal.ts";

/** Exchanges a caller's token for a token for Graph. For Entra, this server acts on behalf of the caller. */
export interface OnBehalfOf {
  /**
   * @param assertion the caller's token, after the check.
   * @throws AuthenticationError `sign_in_required` if only the user can help, with the claims that Entra
   * demands.
   */
  graphToken(session: CallerSession, assertion: string, how: TokenRequest): Promise<string>;
  forget(session: CallerSession): Promise<void>;
}

export interface OnBehalfOfOptions {
  entra: EntraConfig;
  authority: Authority;
  credential: ClientCredential;
  /** A store that encrypts, with a limit for the number of records. */
  store: UpdatableStore;
  now: Now;
}

/** A token that expires while Graph reads it is not usable. */
const spareMs = 60_000;
const keptToken = z.object({ accessToken: z.string(), expiresAt: z.number() });

/**
 * One record for each caller's token. It is found by the token's hash, and expires with the token. It
 * contains the access token for Graph and nothing else. MSAL's own cache would also contain a refresh token,
 * which is valid for longer than the caller's token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export function createOnBehalfOf({ store, now, ...options }: OnBehalfOfOptions): OnBehalfOf {
  // Twenty tools at once are one request.
  const requests = createCoalescedRequests<string>();

  const ask = async (session: CallerSession, assertion: string, claims?: string): Promise<string> => {
    const { accessToken, expiresOn } = await acquire(options, session, assertion, claims);
    const ttlSeconds = (session.endsAt - now()) / 1_000;
    const value = JSON.stringify({ accessToken, expiresAt: expiresOn?.getTime() ?? 0 });
    if (ttlSeconds > 0) await keep(store, recordKey(session), value, ttlSeconds);
    return accessToken;
  };

  return {
    graphToken: async (session, assertion, { forceRefresh, claims }) => {
      const kept = forceRefresh || claims !== undefined ? undefined : await find(store, session);
      if (kept !== undefined && kept.expiresAt - spareMs > now()) return kept.accessToken;
      return requests.join(`${session.id} ${forceRefresh} ${claims ?? ""}`, async () =>
        ask(session, assertion, claims),
      );
    },
    forget: async (session) => store.delete(recordKey(session)),
  };
}

async function acquire(
  { entra, authority, credential }: Omit<OnBehalfOfOptions, "store" | "now">,
  { scopes }: CallerSession,
  oboAssertion: string,
  claims: string | undefined,
) {
  // A new client for this request: there is no cache that two users share.
  const application = new ConfidentialClientApplication({
    auth: { ...msalAuthOptions(entra, authority), ...credential.forMsal() },
  });
  const request = { oboAssertion, scopes: graphPermissionsFor(scopes), ...(claims && { claims }) };
  try {
    return await answerOfEntra(application.acquireTokenOnBehalfOf(request), entra.authorityHost);
  } catch (error) {
    throw error instanceof Error ? onBehalfOfRefusal(error) : error;
  }
}

async function find(store: UpdatableStore, session: CallerSession) {
  const record = await readable(store.get(recordKey(session)));
  return record === undefined ? undefined : keptToken.parse(JSON.parse(record));
}

/** An existing record keeps its place. A new record takes a place. */
async function keep(store: UpdatableStore, key: string, value: string, ttlSeconds: number): Promise<void> {
  if ((await readable(store.get(key))) === undefined) await store.set(key, value, ttlSeconds);
  else await store.update(key, () => ({ value, ttlSeconds }));
}

function recordKey({ id }: CallerSession): string {
  // defence:107 By the caller's token, which no other caller has. Not by the user: several clients of a user
  // may have different scopes.
  return `on-behalf:${id}`;
}
