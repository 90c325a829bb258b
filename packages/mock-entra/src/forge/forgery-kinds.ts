/** `valid`, and everything that one can do wrong to it. */
export const forgeryKinds = [
  "valid",
  "signature",
  "unknownKid",
  "algNone",
  "hs256WithPublicKey",
  "issuer",
  "audience",
  "tenant",
  "secondTenant",
  "expired",
  "notYetValid",
  "v1",
  "appOnly",
  "idTokenAsAccessToken",
  "graphToken",
] as const;

export type ForgeryKind = (typeof forgeryKinds)[number];
