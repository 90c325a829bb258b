import { witnessedBy } from "../witnessed-by.ts";

const grant = "grants/authorization-code.ts";
const page = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow";

/** Redeeming an authorization code. */
const codeRows = witnessedBy("test/authorization-code-errors.test.ts", [
  {
    id: "code-single-use",
    feature: "A code works once",
    entra: "The second redemption is refused with 54005.",
    source: "capture",
    test: "a code works once",
    breakIt: { file: grant, find: "  code.redeemed = true;\n", replace: "" },
  },
  {
    id: "code-parallel",
    feature: "Eight redemptions at once",
    entra: "Exactly one wins.",
    source: "unconfirmed",
    ours: "exactly one wins",
    test: "of eight redemptions at the same time one wins",
    breakIt: {
      file: grant,
      find: "  code.redeemed = true;",
      replace: "  await new Promise((resolve) => setTimeout(resolve, 50));\n  code.redeemed = true;",
    },
  },
  {
    id: "code-lifetime",
    feature: "Lifetime of a code",
    entra: "About ten minutes.",
    source: page,
    ours: "ten minutes, or what setLifetimes says",
    test: "a code expires after ten minutes",
    breakIt: {
      file: "state/lifetimes.ts",
      find: "authorizationCodeSeconds: 600",
      replace: "authorizationCodeSeconds: 6000",
    },
  },
  {
    id: "code-other-client",
    feature: "A code of another application",
    entra: "Refused as an invalid grant.",
    source: "unconfirmed",
    ours: "70000",
    test: "a code of another application is refused",
    breakIt: {
      file: grant,
      find: "if (code.appId !== application.appId) throw aadsts.grantOfAnotherClient();",
      replace: "",
    },
  },
  {
    id: "code-redirect-uri",
    feature: "Another redirect URI than at the sign-in",
    entra: "Refused with 500112.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ours: "401 `invalid_client`, which is unconfirmed",
    test: "a redirect URI other than the one of the sign-in is refused",
    breakIt: {
      file: grant,
      find: 'if (required(form, "redirect_uri") !== code.redirectUri) throw aadsts.redirectUriChanged();',
      replace: "",
    },
  },
  {
    id: "pkce-s256",
    feature: "PKCE, S256",
    entra: "A wrong verifier is refused with 501481.",
    source: "capture",
    test: "PKCE: a wrong verifier is refused",
    breakIt: {
      file: "authorize/pkce.ts",
      find: "return derived === challenge.value;",
      replace: "return true;",
    },
  },
  {
    id: "pkce-missing-verifier",
    feature: "PKCE without a verifier",
    entra: "A code with a challenge is not redeemed without one.",
    source: page,
    test: "PKCE: no verifier is refused",
    breakIt: {
      file: "authorize/pkce.ts",
      find: "return !challenge && verifier === undefined;",
      replace: "return verifier === undefined;",
    },
  },
  {
    id: "pkce-plain",
    feature: "PKCE, plain",
    entra: "The method when none is named: the verifier is the challenge.",
    source: page,
    test: "PKCE with the plain method compares as is, and S256 does not",
    breakIt: {
      file: "authorize/pkce.ts",
      find: '?? "plain";',
      replace: '?? "S256";',
    },
  },
  {
    id: "pkce-downgrade",
    feature: "PKCE downgrade",
    entra: "What becomes of a verifier for a code without a challenge is not known.",
    source: "unconfirmed",
    ours: "refused with 501481, as RFC 9700 §4.8.2 wants",
    test: "PKCE downgrade: a verifier for a code without a challenge is refused",
    breakIt: {
      file: "authorize/pkce.ts",
      find: "return !challenge && verifier === undefined;",
      replace: "return !challenge;",
    },
  },
  {
    id: "code-user-gone",
    feature: "A user who is gone when the code is redeemed",
    entra: "A disabled account is refused with 50057, a deleted one with 50034.",
    source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    test: "a user who was disabled or deleted in the meantime gets no token",
    breakIt: {
      file: "grants/grant-checks.ts",
      find: "if (!user.accountEnabled || !atHome.accountEnabled) throw aadsts.userDisabled();",
      replace: "",
    },
  },
  {
    id: "code-single-page",
    feature: "Code of a single-page application",
    entra: "Redeemed from another origin by CORS only, with PKCE; its refresh tokens end after a day.",
    source: "https://learn.microsoft.com/entra/identity-platform/refresh-tokens",
    test: "a single-page application redeems from its own origin only, with PKCE, for a day",
    breakIt: {
      file: "grants/grant-checks.ts",
      find: 'if (platform === "spa" && origin === null) throw aadsts.spaCrossOriginOnly();',
      replace: "",
    },
  },
]);

const deviceRows = witnessedBy("test/device-code-errors.test.ts", [
  {
    id: "device-code-parallel",
    feature: "Eight polls for one device at once",
    entra: "The tokens are handed out once.",
    source: "unconfirmed",
    ours: "exactly one wins, the others get 54005",
    test: "a device code is redeemed once, also by eight polls at the same time",
    breakIt: { file: "grants/device-code.ts", find: "  device.redeemed = true;\n", replace: "" },
  },
]);

export const codeAndDeviceRows = [...codeRows, ...deviceRows];
