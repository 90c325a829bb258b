import { type Explanation, places } from "./explanation.ts";

/** Codes, refresh tokens and device codes: what is exchanged for tokens. */
export const grantExplanations: readonly Explanation[] = [
  {
    code: 54005,
    title: "The code was already used",
    meaning: "An authorization code or a device code can be exchanged once.",
    cause:
      "The callback page was loaded a second time (reload, back button, a link checker), or two requests raced.",
    fix: "Exchange the code once and redirect away from the callback at once. If the user did not reload the page, find out who else saw the code.",
    place: null,
  },
  {
    code: 501481,
    title: "The PKCE verifier does not fit",
    meaning: "The SHA-256 of code_verifier is not the code_challenge that the sign-in began with.",
    cause:
      "Two sign-ins in one browser overwrote each other’s verifier. Or an attacker tried another user’s code, and this check stops them.",
    fix: "Keep one verifier for each state. Send the verifier, not the challenge, to the token endpoint.",
    place: null,
  },
  {
    code: 9002325,
    title: "A single-page application has to use PKCE",
    meaning: "The code was requested without code_challenge, and a browser cannot redeem such a code.",
    cause: "An old library, or an authorize URL that was put together by hand.",
    fix: "Send code_challenge with code_challenge_method=S256. MSAL does it by itself.",
    place: null,
  },
  {
    code: 70008,
    title: "The code or refresh token has expired",
    meaning:
      "Codes are valid for minutes. Refresh tokens are valid as long as they are used from time to time.",
    cause:
      "The server was stopped in a debugger between redirect and exchange, or a session lay idle too long.",
    fix: "Begin a new sign-in. A server answers its client with 401 so that this happens by itself.",
    place: null,
  },
  {
    code: 70000,
    title: "The code or token is another client’s",
    meaning: "The code or token was issued to another application.",
    cause:
      "Two registrations share a cache or a session store, or AZURE_CLIENT_ID changed while sessions were kept.",
    fix: "Sign in again. Give each registration a separate token cache.",
    place: null,
  },
  {
    code: 700005,
    title: "The code is another tenant’s",
    meaning:
      "A code belongs to the tenant that issued it. /organizations and /common mean the tenant of the user’s account at home.",
    cause:
      "The sign-in began at one tenant’s address, and the token request went to another one. Or a guest’s code was sent to /organizations.",
    fix: "Send the code to the tenant where the sign-in began, or to the tenant in the tid claim.",
    place: null,
  },
  {
    code: 700082,
    title: "The refresh token was not used for too long",
    meaning: "Refresh tokens expire after 90 days without use.",
    cause: "A user came back after a long time.",
    fix: "Begin an interactive sign-in. MSAL’s InteractionRequiredAuthError means the same.",
    place: null,
  },
  {
    code: 50173,
    title: "The refresh token was revoked",
    meaning: "The user’s sessions were ended after this token was issued.",
    cause:
      "An administrator chose “Revoke sessions”, or the password was changed or reset. (If users change their own password, the tokens of a confidential client stay valid.)",
    fix: "Delete the session and begin an interactive sign-in. Do not try the old token again.",
    place: { path: "Users > the user > Revoke sessions" },
  },
  {
    code: 700084,
    title: "A single-page application’s refresh token has ended",
    meaning: "Refresh tokens of single-page applications are valid for 24 hours, also if they are used.",
    cause: "The page was open for more than a day.",
    fix: "Begin a new sign-in. With the platform Web, servers get tokens that are valid for longer.",
    place: places.authentication,
  },
  {
    code: 70016,
    title: "The user has not entered the device code yet",
    meaning: "This is not a failure: the device has to continue asking.",
    cause: "Every device sign-in begins with some of these.",
    fix: "Ask again after the interval in seconds that the device code came with. MSAL does it by itself.",
    place: null,
  },
  {
    code: 70017,
    title: "The user declined the device sign-in",
    meaning: "The user pressed Cancel on the page that names the application.",
    cause: "The user did not start the sign-in, or no longer wanted it.",
    fix: "Stop asking and tell the user. If they did not start the sign-in, an attacker may have sent them the code: that is a known attack.",
    place: null,
  },
  {
    code: 70020,
    title: "The device code has expired",
    meaning: "The user did not confirm the code within its 15 minutes.",
    cause: "The user did not see the message with the code, for example because it was on a server’s stderr.",
    fix: "Ask for a new code and show it where the user looks.",
    place: null,
  },
  {
    code: 70018,
    title: "No such user code",
    meaning: "The code that was typed belongs to no device that waits.",
    cause: "A typing mistake, or a code that was already used.",
    fix: "Type it again; upper and lower case and dashes make no difference.",
    place: null,
  },
  {
    code: 7000014,
    title: "No such device code",
    meaning: "Entra has not issued this device_code.",
    cause: "The user code was sent in its place, or the mock was restarted or reset in between.",
    fix: "Send device_code, the long value of the answer. Start again after a restart.",
    place: null,
  },
];
