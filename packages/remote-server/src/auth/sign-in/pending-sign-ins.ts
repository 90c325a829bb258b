import { createOpaqueToken, hashToken, type Store } from "@mcp-entra/auth-core";
import { z } from "zod";
import { authorizationRequest } from "../consent/authorization-request.ts";

/** Long enough to find a password and a second factor. */
export const signInSeconds = 10 * 60;

/** Our own leg to Entra: bound to this sign-in and to nothing that a client chose. */
const entraLeg = z.object({ nonce: z.string(), entraCodeVerifier: z.string() });
const pendingSignIn = authorizationRequest.extend({
  clientId: z.string(),
  ...entraLeg.shape,
  /** What is demanded of this sign-in beyond others, as JSON. */
  claims: z.string().optional(),
});

/** A sign-in that has been sent to Entra and has not come back yet. */
export type PendingSignIn = z.output<typeof pendingSignIn>;

/** What identifies a sign-in: one goes through Entra, the other stays in the browser that began it. */
export interface SignInTickets {
  /** A hash of the secret: a person who sees it, in an address or a log, cannot make up the cookie that goes with it. */
  state: string;
  browserSecret: string;
}

/** Remembers sign-ins under the `state` that Entra will hand back. */
interface Pending<SignIn> {
  begin(signIn: SignIn): Promise<SignInTickets>;
  isWaiting(state: string): Promise<boolean>;
  /** Gives the sign-in to the first caller only: a callback that is replayed finds nothing. */
  finish(state: string): Promise<SignIn | undefined>;
}

/** Those that a client asked for. */
export type PendingSignIns = Pending<PendingSignIn>;

/** Those of users who want to see what they have approved: no client is involved, and nothing comes of them for one. */
export type PendingReviews = Pending<z.output<typeof entraLeg>>;

/** @param store an encrypting one: the records hold PKCE verifiers. @param server our issuer. */
export function createPendingSignIns(
  store: Pick<Store, "get" | "set" | "take">,
  server: string,
): PendingSignIns {
  return createPending(store, { kind: "sign-in", server }, pendingSignIn);
}

/** @param store an encrypting one, as above. */
export function createPendingReviews(
  store: Pick<Store, "get" | "set" | "take">,
  server: string,
): PendingReviews {
  return createPending(store, { kind: "review", server }, entraLeg);
}

/** Whose sign-in it is: several servers may share a store. The version before did not say. */
const ownedBy = z.object({ server: z.string().optional() });

/** A `state` of one kind is none of the other: `kind` is part of the record's key. */
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
      // defence:25 Gone when it is read,
      // defence:25-parallel and read and deleted in one step.
      const record = await store.take(recordKey(state));
      if (record === undefined) return undefined;
      const found: unknown = JSON.parse(record);
      // One that another server began is none of ours.
      return (ownedBy.parse(found).server ?? server) === server ? schema.parse(found) : undefined;
    },
  };
}
