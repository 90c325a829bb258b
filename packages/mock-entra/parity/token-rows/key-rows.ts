import { witnessedBy } from "../witnessed-by.ts";

const keys = "tokens/signing-keys.ts";
const page = "https://learn.microsoft.com/entra/identity-platform/signing-key-rollover";

const shapeRows = witnessedBy("test/tokens.test.ts", [
  {
    id: "keys-shape",
    feature: "Members of a published key",
    entra: "kty, use, kid, x5t, n, e, x5c and issuer; no alg.",
    source: "capture",
    test: "the keys have Entra's members: no alg, but x5t, x5c and issuer",
    breakIt: { file: "tokens/signing-key.ts", find: 'use: "sig",', replace: 'use: "sig", alg: "RS256",' },
  },
  {
    id: "id-token-signature",
    feature: "Signature of an id token",
    entra: "RS256, by a published key.",
    source: "capture",
    test: "the id token verifies against the published keys and says who signed in",
    breakIt: {
      file: "tokens/sign-token.ts",
      find: "return signCompact(tokenHeader(key), claims, key);",
      replace: 'return (await signCompact(tokenHeader(key), claims, key)).slice(0, -40) + "A".repeat(40);',
    },
  },
]);

const rotationRows = witnessedBy("test/signing-key-rotation.test.ts", [
  {
    id: "keys-rotation",
    feature: "Key rotation",
    entra: "A new kid signs; the old key stays published for a while.",
    source: page,
    ours: "same, when rotateSigningKeys() says so; the old keys stay until the reset",
    test: "tokens from before a rotation still verify, and so do those from after it",
    breakIt: { file: keys, find: "keys = [...keys, created];", replace: "keys = [created];" },
  },
  {
    id: "keys-order",
    feature: "Order of the keys",
    entra: "Not promised: a verifier goes by kid.",
    source: page,
    ours: "oldest first, so that a program that takes the first one fails at once",
    test: "after a rotation the new key signs, and the old one is still published, before it",
    breakIt: { file: keys, find: "published: () => keys,", replace: "published: () => keys.toReversed()," },
  },
  {
    id: "keys-kid-is-thumbprint",
    feature: "kid and x5t",
    entra: "Both are the SHA-1 thumbprint of the certificate in x5c, which holds the same key.",
    source: "capture",
    test: "a published key's certificate holds the same key",
    breakIt: {
      file: "tokens/signing-key.ts",
      find: "x5c: [certificate], issuer",
      replace: "x5c: [secondTenantKey.certificate], issuer",
    },
  },
  {
    id: "keys-cached",
    feature: "A verifier that cached the keys",
    entra: "Meets an unknown kid, asks again, and goes on.",
    source: page,
    test: "a client that cached the old keys finds the new one by asking again",
    breakIt: {
      file: keys,
      find: "current: () => keys.at(-1) ?? first,",
      replace: "current: () => ({ ...(keys.at(-1) ?? first), keyId: first.keyId }),",
    },
  },
  {
    id: "keys-graph",
    feature: "Graph after a rotation",
    entra: "Takes tokens by the old and by the new key.",
    source: page,
    test: "Graph takes its own tokens from before and after a rotation",
    breakIt: {
      file: keys,
      find: "find: (keyId) => keys.find((key) => key.keyId === keyId),",
      replace: "find: (keyId) => (keys.at(-1)?.keyId === keyId ? keys.at(-1) : undefined),",
    },
  },
]);

export const keyRows = [...shapeRows, ...rotationRows];
