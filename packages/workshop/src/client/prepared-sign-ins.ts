import { createHash } from "node:crypto";

/** A sign-in that the SDK has prepared and that waits for the user. */
interface PreparedSignIn {
  url: URL;
  state: string;
  codeVerifier: string;
}

/**
 * Several requests can be refused at once, and the SDK prepares a sign-in for each. The first one counts, with its own
 * verifier; the other requests wait for it as well. A provider that kept the latest verifier would send it with the
 * first one's code, and be refused.
 */
export interface PreparedSignIns {
  saveVerifier(verifier: string): void;
  /** @param url of an authorization request. */
  prepare(url: URL): void;
  current(): PreparedSignIn | undefined;
  finish(): void;
}

export function createPreparedSignIns(): PreparedSignIns {
  const verifiers = new Map<string, string>();
  let current: PreparedSignIn | undefined;
  return {
    saveVerifier: (verifier) => void verifiers.set(challengeOf(verifier), verifier),
    prepare: (url) => {
      const parameter = (name: string): string => url.searchParams.get(name) ?? "";
      const challenge = parameter("code_challenge");
      const codeVerifier = verifiers.get(challenge);
      verifiers.delete(challenge);
      if (codeVerifier === undefined) throw new Error("The SDK has prepared a sign-in without a verifier.");
      current ??= { url, state: parameter("state"), codeVerifier };
    },
    current: () => current,
    finish: () => void (current = undefined),
  };
}

/** RFC 7636 §4.2 */
function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
