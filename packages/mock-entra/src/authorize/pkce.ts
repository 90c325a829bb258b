import { createHash } from "node:crypto";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import type { Form } from "../http/read-form.ts";
import type { Challenge } from "./request-types.ts";

/** RFC 7636 §4.2 and §4.3: 43 to 128 unreserved characters, and `plain` when no method is named. */
export function parseChallenge(form: Form): Challenge | undefined {
  const value = form.get("code_challenge");
  if (value === undefined) return undefined;
  const method = form.get("code_challenge_method") ?? "plain";
  if (method !== "S256" && method !== "plain") throw aadsts.challengeMethodUnsupported();
  if (!/^[\w.~-]{43,128}$/u.test(value)) throw aadsts.challengeMalformed();
  return { value, method };
}

/** A verifier for a code without a challenge is refused too: an attacker may have stripped the challenge (RFC 9700 §4.8.2). */
export function isVerified(form: Form, challenge: Challenge | undefined): boolean {
  const verifier = form.get("code_verifier");
  if (!challenge || verifier === undefined) return !challenge && verifier === undefined;
  const derived =
    challenge.method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url");
  return derived === challenge.value;
}
