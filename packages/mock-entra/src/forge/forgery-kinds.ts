/** `valid`, and all faults. */
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
