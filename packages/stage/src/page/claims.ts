/** The meanings of claims, for a learner. From Microsoft's reference of access tokens and ID tokens, and RFC 7519. */
const meanings: Readonly<Record<string, string>> = {
  iss: "Issuer: who made this token. A server accepts only the issuer that it trusts.",
  aud: "Audience: the one service that the token is for. Every other service has to refuse it.",
  sub: "Subject: the user, by an id that is different for each application.",
  oid: "Object ID: the user, by the same id in every application of the tenant.",
  tid: "Tenant ID: the organization that the user belongs to.",
  iat: "Issued at.",
  nbf: "Not before: the token is not valid earlier.",
  exp: "Expires: the token is not valid later.",
  auth_time: "When the user last typed a password or approved a second factor.",
  scp: "Scopes: what the user lets the client do.",
  roles: "App roles: what the organization lets this user do in this application.",
  groups: "Groups that the user is a member of.",
  wids: "Directory roles of the user, such as an administrator's.",
  azp: "Authorized party: the client that got this token.",
  azpacr:
    "How the client proved who it is: 0 not at all (public client), 1 with a secret, 2 with a certificate.",
  appid: "Application ID: the client that got this token (version 1.0 calls azp so).",
  appidacr:
    "How the client proved who it is: 0 not at all (public client), 1 with a secret, 2 with a certificate.",
  app_displayname: "The name of the client's registration.",
  ver: "Version of the token's format. Graph's own tokens say 1.0.",
  name: "The user's name, for display only. It is not unique, and it can change.",
  preferred_username:
    "The sign-in name, for display only. It can change; never use it to decide who may what.",
  upn: "User principal name: the sign-in name. It can change.",
  unique_name: "A name for display only.",
  email: "Mail address. It is not proven to be the user's.",
  given_name: "First name.",
  family_name: "Last name.",
  nonce: "A random value from the sign-in's beginning. It binds this ID token to that one sign-in.",
  at_hash: "A hash of the access token that came with this ID token.",
  c_hash: "A hash of the code that came with this ID token.",
  amr: "How the user proved who they are: pwd is a password, mfa a second factor.",
  acr: "How strong the sign-in was.",
  acrs: "Authentication contexts that this sign-in satisfies (conditional access).",
  xms_cc: "Client capabilities: cp1 means that the client understands a claims challenge.",
  idp: "Where the user signed in, if not in this tenant.",
  idtyp: "Type of the subject: user, or app for a token without a user.",
  sid: "Session ID, for sign-out.",
  jti: "An id of this one token.",
  platf: "The platform of the device.",
  ipaddr: "The network address that the user signed in from.",
  rh: "Entra's own; for Entra only.",
  uti: "Entra's own id of the token; for Entra only.",
  aio: "Entra's own; for Entra only.",
  login_hint: "A hint for a later sign-in or sign-out.",
  client_id: "The client that got this token.",
  scope: "Scopes: what the user lets the client do.",
};

const knownValues: Readonly<Record<string, string>> = {
  "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
};

const times = new Set(["iat", "nbf", "exp", "auth_time"]);

export function meaningOf(name: string): string {
  return meanings[name] ?? "Not in our list of claims.";
}

/** A claim's value as a person reads it. */
export function valueOf(name: string, value: unknown): string {
  if (times.has(name) && typeof value === "number") {
    const date = new Date(value * 1_000);
    return Number.isNaN(date.getTime()) ? String(value) : `${value} (${date.toISOString()})`;
  }
  if (typeof value === "string") {
    const known = knownValues[value];
    return known === undefined ? value : `${value} (${known})`;
  }
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value.join(", ");
  return JSON.stringify(value);
}
