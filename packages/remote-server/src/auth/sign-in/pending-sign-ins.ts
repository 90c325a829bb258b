import { createOpaqueToken, hashToken, type Store } from "@mcp-entra/auth-core";
import { z } from "zod";
import { authorizationRequest } from "../consent/authorization-request.ts";

/** Enough time to find a password and a second factor. */
export const signInSeconds = 10 * 60;

/** Our own values for the request to Entra. They belong to this sign-in, and no client chose them. */
const entraLeg = z.object({ nonce: z.string(), entraCodeVerifier: z.string() });
const pendingSignIn = authorizationRequest.extend({
  clientId: z.string(),
  ...entraLeg.shape,
  /** What Entra or Graph demands at this sign-in, as JSON. */
  claims: z.string().optional(),
});

/** A sign-in whose browser is at Entra. */
export type PendingSignIn = z.output<typeof pendingSignIn>;

/**
 * Two values that identify a sign-in: one goes through Entra, the other stays in the browser that began it.
 */
export interface SignInTickets {
  /** A hash of the secret: a person who sees it in a URL or a log cannot compute the cookie. */
  state: string;
  browserSecret: string;
}

/** Stores sign-ins under the `state` that Entra sends back. */
interface Pending<SignIn> {
  begin(signIn: SignIn): Promise<SignInTickets>;
  isWaiting(state: string): Promise<boolean>;
  /** Gives the sign-in to the first caller only: a replayed callback finds nothing. */
  finish(state: string): Promise<SignIn | undefined>;
}

/** Sign-ins that a client asked for. */
export type PendingSignIns = Pending<PendingSignIn>;

/**
 * Sign-ins of users who want to see what they have approved. No client takes part, and no client gets a
 * token.
 */
export type PendingReviews = Pending<z.output<typeof entraLeg>>;

/** @param store a store that encrypts: the records contain PKCE verifiers. @param server our issuer. */
export function createPendingSignIns(
  store: Pick<Store, "get" | "set" | "take">,
  server: string,
): PendingSignIns {
  return createPending(store, { kind: "sign-in", server }, pendingSignIn);
}

/** @param store a store that encrypts, as above. */
export function createPendingReviews(
  store: Pick<Store, "get" | "set" | "take">,
  server: string,
): PendingReviews {
  return createPending(store, { kind: "review", server }, entraLeg);
}

/** The server of the sign-in: several servers may share a store. An older version did not store this. */
const ownedBy = z.object({ server: z.string().optional() });

/** A `state` of one kind is not valid for the other: `kind` is part of the record's key. */
function createPending<SignIn>(
  store: Pick<Store, "get" | "set" | "take">,
  { kind, server }: { kind: string; server: string },
  schema: z.ZodType<SignIn>,
): Pending<SignIn> {
  const recordKey = (state: string): string => `${kind}:${hashToken(state)}`;
  return {
    begin: async (signIn) => {
      const browserSecret = createOpaqueToken();
      const state = hashToken(browserSecret);
      // defence:26
      await store.set(recordKey(state), JSON.stringify({ ...signIn, server }), signInSeconds);
      return { state, browserSecret };
    },
    isWaiting: async (state) => (await store.get(recordKey(state))) !== undefined,
    finish: async (state) => {
      // defence:25 Deleted when it is read,
      // defence:25-parallel and read and deleted in one step.
      const record = await store.take(recordKey(state));
      if (record === undefined) return undefined;
      const found: unknown = JSON.parse(record);
      // A sign-in that another server began is not ours.
      return (ownedBy.parse(found).server ?? server) === server ? schema.parse(found) : undefined;
    },
  };
}
