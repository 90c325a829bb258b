import { z } from "zod";

/** How long things last. */
export interface SessionPolicy {
  /** Life of an access token. */
  accessTokenSeconds: number;
  /** Life of a session, however often it is refreshed; then the user signs in again. */
  sessionSeconds: number;
  /** How long the refresh token before still gets the pair that it was exchanged for. */
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
  scopes: z.array(z.string()),
  accessHash: z.string(),
  accessExpiresAt: z.number(),
  refreshHash: z.string(),
  /** The refresh token before, for as long as it may be presented again. */
  previous: z.object({ refreshHash: z.string(), until: z.number(), successor: z.string() }).exactOptional(),
  endsAt: z.number(),
});

export type SessionRecord = z.output<typeof sessionRecord>;

/** Who is behind a token, and until when (milliseconds since the epoch). */
export interface Session extends SessionRecord {
  id: string;
}
