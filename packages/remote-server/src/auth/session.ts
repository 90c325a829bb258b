import { z } from "zod";

/** How long things last. */
export interface SessionPolicy {
  /** Life of an access token. */
  accessTokenSeconds: number;
  /** Life of a session, however often it is refreshed; then the user signs in again. */
  sessionSeconds: number;
  /** For how long a pair of tokens is handed out again rather than replaced; see `Sessions.refresh`. */
  refreshGraceSeconds: number;
}

export const defaultSessionPolicy: SessionPolicy = {
  accessTokenSeconds: 60 * 60,
  sessionSeconds: 7 * 24 * 60 * 60,
  refreshGraceSeconds: 30,
};

export const sessionRecord = z.object({
  userId: z.string(),
  clientId: z.string(),
  /** The resource that the tokens are for: two servers on one store do not accept each other's. */
  audience: z.string(),
  scopes: z.array(z.string()),
  accessHash: z.string(),
  accessExpiresAt: z.number(),
  refreshHash: z.string(),
  /** The access token before: requests that were under way with it are not cut off. */
  retiring: z.object({ accessHash: z.string(), until: z.number() }).exactOptional(),
  /** The refresh tokens that get the current pair once more, each with the pair sealed for it. */
  again: z.array(z.object({ refreshHash: z.string(), sealedPair: z.string() })),
  againUntil: z.number(),
  endsAt: z.number(),
});

export type SessionRecord = z.output<typeof sessionRecord>;

/** Who is behind a token, and until when (milliseconds since the epoch). */
export interface Session extends SessionRecord {
  id: string;
}

/** Whose session it is, and what it is for. */
export type SessionOwner = Pick<Session, "id" | "userId" | "clientId" | "audience" | "scopes" | "endsAt">;
