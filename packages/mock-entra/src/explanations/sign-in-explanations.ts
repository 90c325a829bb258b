import { type Explanation, places } from "./explanation.ts";

/** The person, the browser and conditional access. */
export const signInExplanations: readonly Explanation[] = [
  {
    code: 50126,
    title: "User name or password is wrong",
    meaning: "The account exists, but the password is wrong.",
    cause: "A typing mistake.",
    fix: "Try again. On the mock, pick a sample account: it needs no password.",
    place: places.users,
  },
  {
    code: 50034,
    title: "No such user in this tenant",
    meaning: "The directory has no account with this name.",
    cause: "A personal or another organization’s account, or a name without its domain.",
    fix: "Sign in with an account of this tenant, or invite the other one as a guest.",
    place: places.users,
  },
  {
    code: 50020,
    title: "The user is of another tenant",
    meaning: "The account exists, in another organization’s directory. This tenant has no guest for it.",
    cause:
      "The authority names a tenant, or the application is for one tenant only, and a user of another tenant signs in.",
    fix: "Sign in with an account of this tenant, or invite the user as a guest. For users of all organizations, register the application as multitenant and use the authority /organizations.",
    place: places.users,
  },
  {
    code: 50057,
    title: "The account is disabled",
    meaning: "An administrator has blocked sign-in for the user.",
    cause:
      "The person left, or was blocked after an incident. Tokens they already have end when they expire.",
    fix: "Enable the account, if the user may sign in again. A server should end the session.",
    place: places.users,
  },
  {
    code: 50105,
    title: "The user is not assigned to the application",
    meaning: "The application is for assigned users and groups only, and the user is neither.",
    cause:
      "“Assignment required?” is on (this is good practice). The administrator has not assigned this user, or the user is in a nested group.",
    fix: "Assign the user or a group that they are a direct member of, with an app role if the server checks one.",
    place: places.assignments,
  },
  {
    code: 500121,
    title: "The second factor was denied",
    meaning: "The user, or another person with the phone, did not approve.",
    cause: "A mistake, a time-out, or a request that the user did not start.",
    fix: "Try again. If you did not start the sign-in, change your password.",
    place: places.conditionalAccess,
  },
  {
    code: 50076,
    title: "A second factor is required",
    meaning:
      "A conditional access policy requires more than a password for this resource. The claims in the answer say what is required.",
    cause: "A policy was added, or there is a separate policy for the resource of the token.",
    fix: "Send the user through an interactive sign-in with the claims of the error; MSAL has them in error.claims. An API that acts on behalf of the user passes them on to its client (401, insufficient_claims): the client signs in with them.",
    place: places.conditionalAccess,
  },
  {
    code: 50079,
    title: "The user has to set up a second factor",
    meaning: "A policy requires a second factor, and the user has none yet.",
    cause: "A new account, or one that was never asked before.",
    fix: "Send the user through an interactive sign-in with the claims of the error: Entra then leads through the set-up.",
    place: places.conditionalAccess,
  },
  {
    code: 53003,
    title: "Conditional access blocks this sign-in",
    meaning: "A policy forbids it, and nothing that the user could prove would change that.",
    cause:
      "The place, the device, the application or the kind of flow is excluded. Many tenants block device code flow.",
    fix: "Ask an administrator to look at the sign-in log. A server can only report the refusal.",
    place: places.conditionalAccess,
  },
  {
    code: 50058,
    title: "No user is signed in, and no page may be shown",
    meaning: "prompt=none asks for a sign-in without a page, but the browser has no session.",
    cause:
      "The session has ended, the browser keeps no third-party cookies, or another account is signed in.",
    fix: "Begin a sign-in without prompt=none.",
    place: null,
  },
  {
    code: 65004,
    title: "The user declined",
    meaning: "The user pressed Cancel on the sign-in or consent page.",
    cause:
      "The application asks for more permissions than the user wants to give, or the user did not start the sign-in.",
    fix: "Say that the application needs these permissions, and offer to try again. Do not send the browser to Entra again automatically.",
    place: null,
  },
  {
    code: 165000,
    title: "The form does not belong to this browser",
    meaning: "The page was opened in one browser and sent from another, or its cookie is gone.",
    cause:
      "A user opened a link to a page in the middle of another sign-in, or cookies are blocked. Or an attacker tries to finish their own sign-in in your browser.",
    fix: "Begin the sign-in again, in one browser.",
    place: null,
  },
  {
    code: 50089,
    title: "The sign-in took too long",
    meaning: "The page was open until the sign-in expired.",
    cause: "The user came back to the page too late.",
    fix: "Go back to the application and begin again.",
    place: null,
  },
];
