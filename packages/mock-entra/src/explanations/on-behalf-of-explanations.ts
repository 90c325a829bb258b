import { type Explanation, places } from "./explanation.ts";

/** An API that trades the token that it was called with for a token of the same user for the next API. */
export const onBehalfOfExplanations: readonly Explanation[] = [
  {
    code: 500131,
    title: "The token is for another API",
    meaning:
      "An API can only exchange tokens that were issued for itself. The aud of this token is not its client ID, and not one of its App ID URIs.",
    cause:
      "The client asked for a scope of another API. Or the server uses another registration than the one that its clients ask for.",
    fix: "Let the client ask for a scope of this API. Use one client ID for the API that is exposed and for the server that asks on behalf of its users.",
    place: places.expose,
  },
  {
    code: 50013,
    title: "The token’s signature or issuer is wrong",
    meaning: "Entra has not signed this token for this tenant, or the token was changed since.",
    cause:
      "A Graph token was forwarded (only Graph can verify it). Or the token is from another tenant or another server, or a proxy has cut it.",
    fix: "Verify the token before you exchange it, and send it unchanged. Use the authority of the tenant that issued it.",
    place: null,
  },
  {
    code: 500133,
    title: "The token has expired",
    meaning: "An API can exchange a token only while the token is valid.",
    cause: "A long job, or a stream, uses the token that it was started with.",
    fix: "Answer the client with 401: it then gets a new token and calls again. For long jobs, ask at the start, with offline_access.",
    place: null,
  },
  {
    code: 240002,
    title: "An id token was presented in the place of an access token",
    meaning: "An id token is for the client: it says who has signed in. It gives no access to an API.",
    cause: "The client sent the id token as its bearer token, and the server did not look for scp.",
    fix: "Let the client send the access token. Let the server refuse tokens without scp.",
    place: null,
  },
  {
    code: 7000114,
    title: "There is no user in the token",
    meaning:
      "The caller is an application that acts as itself (client credentials). There is no user to act on behalf of.",
    cause: "An agent or a daemon calls a tool that needs a user.",
    fix: "Refuse such callers for these tools. Or give application permissions for Graph to the server, and use client credentials.",
    place: places.permissions,
  },
];
