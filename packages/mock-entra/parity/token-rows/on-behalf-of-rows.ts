import type { ParityRow } from "../parity-row.ts";
import { witnessedBy } from "../witnessed-by.ts";

const page = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow";
const gives = "what the grant gives";

/** An API exchanges the token of its caller for a token of the same user for the next API. */
export const onBehalfOfRows: ParityRow[] = witnessedBy("test/on-behalf-of.test.ts", [
  {
    id: "on-behalf-of",
    feature: "On-behalf-of",
    entra: "jwt-bearer with requested_token_use=on_behalf_of gives the user’s token for the next API.",
    source: page,
    test: "unmodified MSAL, in process > the API reads its caller's profile from Graph",
    breakIt: {
      file: "endpoints/token.ts",
      find: '  ["urn:ietf:params:oauth:grant-type:jwt-bearer", onBehalfOfGrant],\n',
      replace: "",
    },
  },
  {
    id: "on-behalf-of-client",
    feature: "The client in a token that was traded",
    entra: "Is the API that asked, not the client that called it.",
    source: page,
    test: `${gives} > a token of the same user, whose client is the API`,
    breakIt: {
      file: "tokens/version-1-claims.ts",
      find: "appid: appId,",
      replace: "appid: tenant.id,",
    },
  },
  {
    id: "on-behalf-of-permissions",
    feature: "Permissions on behalf of a user",
    entra: "Those that were consented to for the API count, whatever its client has.",
    source: `${page}#gaining-consent-for-the-middle-tier-application`,
    test: `${gives} > the permissions of the API, whatever its caller was granted`,
    breakIt: {
      file: "grants/issue-tokens.ts",
      find: "granted: grantedScopes(state, application.appId, user.id, scopes),",
      replace: 'granted: grantedScopes(state, "", user.id, scopes),',
    },
  },
  {
    id: "on-behalf-of-refresh",
    feature: "Refresh tokens on behalf of a user",
    entra: "Come with offline_access, for the API alone.",
    source: page,
    test: `${gives} > with offline_access a refresh token, which the API has to authenticate for`,
    breakIt: {
      file: "grants/on-behalf-of.ts",
      find: "scopes: scopes.asked,\n      platform: undefined,",
      replace: 'scopes: scopes.asked,\n      platform: "publicClient",',
    },
  },
  {
    id: "on-behalf-of-claims",
    feature: "Claims of a refusal on behalf of a user",
    entra:
      "The API passes them to its client, whose sign-in with them satisfies the next API’s policy as well (`capolids`).",
    source: `${page}#error-response-example`,
    test: `${gives} > the claims of a refusal, taken to the client's sign-in, lead to a second factor and out of it`,
    breakIt: {
      file: "conditional-access/access-demand.ts",
      find: "attempt.policyIds.includes(id) || ",
      replace: "",
    },
  },
  {
    id: "on-behalf-of-second-factor",
    feature: "Conditional access on behalf of a user",
    entra: "Looks at the sign-in that the client’s token came out of.",
    source: page,
    test: `${gives} > a token for Graph where the user had a second factor, which a policy wants`,
    breakIt: {
      file: "grants/user-assertion.ts",
      find: "exchange.state.accessTokenSessions.get(claims.uti) ?? claims.uti",
      replace: "claims.uti",
    },
  },
]);
