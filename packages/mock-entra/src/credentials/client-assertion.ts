import { z } from "zod";
import { aadsts } from "../errors/aadsts-catalogue.ts";

/** The parts of a client assertion. Nothing is checked yet. */
export interface ClientAssertion {
  /** Unchanged. */
  jwt: string;
  header: z.infer<typeof headerSchema>;
  claims: AssertionClaims;
}

/** The claims that every assertion needs; `nbf` is optional. */
export interface AssertionClaims {
  issuer: string;
  subject: string;
  audiences: string[];
  notBefore: number;
  expiresAt: number;
}

const headerSchema = z.object({
  alg: z.string(),
  kid: z.string().optional(),
  x5t: z.string().optional(),
  "x5t#S256": z.string().optional(),
});

const claimsSchema = z.object({
  iss: z.string().optional(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
});

/** With symmetric algorithms or `none`, anybody could sign (RFC 8725 §3.1). */
export const assertionAlgorithms = ["RS256", "PS256"];

/** @throws EntraError 50027, 5002738 or 90014 */
export function parseClientAssertion(jwt: string): ClientAssertion {
  const [header, payload, ...rest] = jwt.split(".");
  if (rest.length !== 1) throw aadsts.assertionMalformed();
  const parsedHeader = headerSchema.safeParse(decode(header));
  const parsedClaims = claimsSchema.safeParse(decode(payload));
  if (!parsedHeader.success || !parsedClaims.success) throw aadsts.assertionMalformed();
  const { alg } = parsedHeader.data;
  if (!assertionAlgorithms.includes(alg)) throw aadsts.assertionAlgorithmUnsupported(alg);
  return { jwt, header: parsedHeader.data, claims: completeClaims(parsedClaims.data) };
}

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString());
  } catch {
    return undefined;
  }
}

function completeClaims({ iss, sub, aud, exp, nbf }: z.infer<typeof claimsSchema>): AssertionClaims {
  if (iss === undefined) throw aadsts.assertionClaimMissing("iss");
  if (sub === undefined) throw aadsts.assertionClaimMissing("sub");
  if (aud === undefined) throw aadsts.assertionClaimMissing("aud");
  if (exp === undefined) throw aadsts.assertionClaimMissing("exp");
  return { issuer: iss, subject: sub, audiences: [aud].flat(), notBefore: nbf ?? 0, expiresAt: exp };
}

/** Clocks differ; Entra allows five minutes (unconfirmed). */
const toleranceSeconds = 300;

/** @throws EntraError 700024 */
export function assertInTime({ notBefore, expiresAt }: AssertionClaims, now: Date): void {
  const seconds = now.getTime() / 1000;
  if (notBefore - toleranceSeconds <= seconds && seconds < expiresAt + toleranceSeconds) return;
  throw aadsts.assertionOutOfTime(now.toISOString(), isoTime(notBefore), isoTime(expiresAt));
}

/** A claim can contain any number, also one that is not a valid time. */
function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}
