import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

const authorizationCode = "grants/authorization-code.ts";
const catalogue = "errors/grant-errors.ts";
const devicePage =
  "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code#expected-errors";
const invalidGrant = "400 `invalid_grant`";

const codeRows: ParityRow[] = [
  errorRow({
    code: 54005,
    when: "a code is redeemed a second time",
    answer: invalidGrant,
    source: "capture",
    breakIt: {
      file: authorizationCode,
      find: "if (code.redeemed) throw aadsts.codeRedeemed();",
      replace: "",
    },
  }),
  errorRow({
    code: 501481,
    when: "the code verifier does not fit the challenge",
    answer: invalidGrant,
    source: "capture",
    breakIt: {
      file: "authorize/pkce.ts",
      find: "return derived === challenge.value;",
      replace: "return true;",
    },
  }),
  errorRow({
    code: 70008,
    when: "a code is redeemed after ten minutes",
    answer: invalidGrant,
    source: "capture",
    breakIt: {
      file: authorizationCode,
      find: "if (code.expiresAt <= secondsOf(exchange)) throw aadsts.grantExpired();",
      replace: "",
    },
  }),
  errorRow({
    code: 70000,
    when: "a code is redeemed by another client",
    answer: invalidGrant,
    source: "unconfirmed",
    breakIt: {
      file: authorizationCode,
      find: "if (code.appId !== application.appId) throw aadsts.grantOfAnotherClient();",
      replace: "",
    },
  }),
];

const tenantRows: ParityRow[] = [
  errorRow({
    code: 700005,
    when: "a code of another tenant is redeemed",
    answer: invalidGrant,
    source: codeReference,
    breakIt: {
      file: authorizationCode,
      find: "if (code.tenantId !== tenant.id) throw aadsts.codeOfAnotherTenant();",
      replace: "",
    },
  }),
];

const refreshTokenRows: ParityRow[] = [
  errorRow({
    code: 700082,
    when: "a refresh token was not used for 90 days",
    answer: "400 `invalid_grant` with `suberror` `bad_token`",
    source: "capture",
    breakIt: { file: catalogue, find: 'suberror: "bad_token", code: 700082', replace: "code: 700082" },
  }),
  errorRow({
    code: 50173,
    when: "a refresh token was revoked",
    answer: invalidGrant,
    source: "capture",
    breakIt: {
      file: "grants/refresh-token.ts",
      find: "throw aadsts.refreshTokenRevoked(issued)",
      replace: "throw aadsts.grantExpired()",
    },
  }),
  errorRow({
    code: 700084,
    when: "a single-page application's refresh token is older than a day",
    answer: invalidGrant,
    source: "capture",
    breakIt: {
      file: "grants/refresh-token.ts",
      find: 'if (token.platform === "spa") throw aadsts.spaRefreshTokenExpired(issued);',
      replace: "",
    },
  }),
];

const deviceRows: ParityRow[] = [
  errorRow({
    code: 70016,
    when: "a device polls before anybody has confirmed",
    answer: "400 `authorization_pending`",
    source: "capture",
    breakIt: { file: catalogue, find: '"authorization_pending"', replace: '"slow_down"' },
  }),
  errorRow({
    code: 70017,
    when: "a device polls after the user has declined",
    answer: "400 `authorization_declined`, not RFC 8628's `access_denied`,",
    source: devicePage,
    ours: "same; the number is unconfirmed",
    breakIt: { file: catalogue, find: '"authorization_declined"', replace: '"access_denied"' },
  }),
  errorRow({
    code: 70020,
    when: "a device polls after 15 minutes",
    answer: "400 `expired_token`",
    source: "capture",
    breakIt: {
      file: "grants/device-code.ts",
      find: "if (device.expiresAt <= secondsOf(exchange)) throw aadsts.deviceCodeExpired();",
      replace: "",
    },
  }),
  errorRow({
    code: 7000014,
    when: "a device polls with a code that was never issued",
    answer: invalidGrant,
    source: "capture",
    breakIt: {
      file: "grants/device-code.ts",
      find: "if (!device) throw aadsts.deviceCodeUnknown();",
      replace: "if (!device) throw aadsts.requestMalformed();",
    },
  }),
  errorRow({
    code: 70018,
    when: "a person types a user code that was never issued",
    answer: "The page says so and asks again",
    source: codeReference,
    breakIt: {
      file: "endpoints/device-code-entry.ts",
      find: "return aadsts.userCodeUnknown();",
      replace: "return aadsts.deviceCodeExpired();",
    },
  }),
];

/** Errors of a code, a refresh token or a device code. */
export const grantErrorRows: ParityRow[] = [...codeRows, ...tenantRows, ...refreshTokenRows, ...deviceRows];
