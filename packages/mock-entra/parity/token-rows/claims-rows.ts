import { witnessedBy } from "../witnessed-by.ts";

const accessPage = "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference";
const idPage = "https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference";
const idToken = "tokens/id-token.ts";
const version1Claims = "tokens/version-1-claims.ts";
const apiToken = "tokens/api-access-token.ts";

const idTokenRows = witnessedBy("test/tokens.test.ts", [
  {
    id: "id-token-claims",
    feature: "Claims of an id token",
    entra:
      "aud, iss, iat, nbf, exp, name, nonce, oid, preferred_username, rh, roles, sub, tid, uti, ver; no amr.",
    source: "capture",
    test: "the id token verifies against the published keys and says who signed in",
    breakIt: { file: idToken, find: "    tid: tenant.id,\n", replace: "" },
  },
  {
    id: "id-token-optional",
    feature: "What scopes and the manifest add to an id token",
    entra: "profile: name, oid, preferred_username; email: email; optional claims: sid, login_hint.",
    source: idPage,
    test: "profile and email bring their claims, optional claims come when registered",
    breakIt: { file: idToken, find: 'scopes.asked.includes("profile")', replace: "true" },
  },
  {
    id: "id-token-roles",
    feature: "App roles of users",
    entra: "roles lists those assigned; without any there is no claim.",
    source: idPage,
    test: "roles follow the assignments: one each for Ada and Grace, no claim at all for Alan",
    breakIt: {
      file: "tokens/groups-claim.ts",
      find: "? { roles } : {};",
      replace: "? { roles } : { roles: [] };",
    },
  },
  {
    id: "subject-pairwise",
    feature: "Pairwise sub",
    entra: "Another one for every application, the same one at every sign-in; oid is the user's own.",
    source: idPage,
    ours: "same; how the value is derived is Entra's secret",
    test: "sub is pairwise, oid is not",
    breakIt: {
      file: "tokens/subjects.ts",
      find: "`mock-entra ${appId} ${userId}`",
      replace: "`mock-entra ${userId}`",
    },
  },
  {
    id: "graph-token-claims",
    feature: "Claims of a token for Graph",
    entra: "A version 1 token: iss sts.windows.net, appid, appidacr, upn, scp with everything consented to.",
    source: "capture",
    test: "a Graph token carries version 1.0 claims",
    breakIt: {
      file: version1Claims,
      find: "`https://sts.windows.net/${tenant.id}/`",
      replace: "`https://login.microsoftonline.com/${tenant.id}/v2.0`",
    },
  },
  {
    id: "graph-token-unverifiable",
    feature: "Verifying a token for Graph",
    entra: "Third parties cannot: the nonce in its header is not what was signed.",
    source: "issue",
    test: "a Graph token does not verify for anybody else: its nonce is not what was signed",
    breakIt: {
      file: "tokens/graph-token-signature.ts",
      find: 'return [encodeHeader({ ...tokenHeader(key), nonce }), payload, signature].join(".");',
      replace: "return signed;",
    },
  },
  {
    id: "graph-token-audience",
    feature: "Audience of a token for Graph",
    entra: "As the scopes spelled it: Graph's URL, or its GUID for bare scopes.",
    source: "capture",
    test: "scopes that name Graph in full come back in full, with Graph's name as the audience",
    breakIt: {
      file: version1Claims,
      find: 'aud: scopes.resourceName === "" ? scopes.resource.appId : scopes.resourceName',
      replace: "aud: scopes.resource.appId",
    },
  },
]);

const apiTokenRows = witnessedBy("test/api-tokens.test.ts", [
  {
    id: "api-token-version-2",
    feature: "Version 2 token for an API of one's own",
    entra: "aud is the API's GUID; azp, azpacr, scp, name, preferred_username; a third party can verify it.",
    source: "capture",
    test: "version 2: jose verifies it with issuer and audience, and it says who, by which client, may do what",
    breakIt: { file: apiToken, find: "aud: scopes.resource.appId,", replace: "aud: scopes.resourceName," },
  },
  {
    id: "api-token-version-1",
    feature: "Version 1 token for an API of one's own",
    entra:
      "Where the manifest says null or 1: iss sts.windows.net, aud as the App ID URI, appid, appidacr, upn.",
    source: accessPage,
    test: "version null: other issuer, other audience, other names",
    breakIt: {
      file: version1Claims,
      find: "`https://sts.windows.net/${tenant.id}/`",
      replace: "`https://login.microsoftonline.com/${tenant.id}/v2.0`",
    },
  },
  {
    id: "api-token-roles",
    feature: "App roles in an access token",
    entra: "Those on the API, not those on the client.",
    source: accessPage,
    test: "the user's app roles are those on the API, not those on the client",
    breakIt: {
      file: "tokens/groups-claim.ts",
      find: "rolesOf(user.id, application.appId)",
      replace: "rolesOf(application.id, application.appId)",
    },
  },
  {
    id: "api-token-roles-by-group",
    feature: "App roles by group",
    entra: "A role that a group is assigned to is its members' too.",
    source: "https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps",
    test: "an app role can come by a group",
    breakIt: {
      file: "directory/app-role-assignments.ts",
      find: "[principalId, ...groupsOf(directory, principalId).map(({ id }) => id)]",
      replace: "[principalId]",
    },
  },
  {
    id: "api-token-subject",
    feature: "sub in an access token",
    entra: "Pairwise for the API, not for the client.",
    source: accessPage,
    test: "sub is another one for every application, and stays the same for a user; oid is one for all",
    breakIt: {
      file: apiToken,
      find: "pairwiseSubject(scopes.resource.appId, user.id)",
      replace: "pairwiseSubject(application.appId, user.id)",
    },
  },
  {
    id: "groups-manifest",
    feature: "groups claim: whose manifest counts",
    entra: "The API's groupMembershipClaims for access tokens, the client's for id tokens.",
    source:
      "https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims",
    test: "groups: the API's manifest counts for access tokens, the client's for id tokens",
    breakIt: {
      file: apiToken,
      find: "rolesAndGroups(exchange, { application: api, wanted, user: subject.user })",
      replace: "rolesAndGroups(exchange, { application: subject.application, wanted, user: subject.user })",
    },
  },
  {
    id: "groups-kinds",
    feature: "groups claim: which groups",
    entra: "SecurityGroup: security groups; ApplicationGroup: those assigned to the application; All.",
    source:
      "https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims",
    test: "groups: SecurityGroup leaves mailing lists out, ApplicationGroup lists what is assigned",
    breakIt: {
      file: "tokens/groups-claim.ts",
      find: "groups.filter(({ securityEnabled }) => securityEnabled)",
      replace: "groups",
    },
  },
  {
    id: "groups-overage",
    feature: "groups claim: overage",
    entra: "Above 200 groups the token has _claim_names and _claim_sources instead.",
    source: `${accessPage}#groups-overage-claim`,
    test: "groups: above 200 the token only says where to ask",
    breakIt: { file: "tokens/groups-claim.ts", find: "maximumGroups = 200", replace: "maximumGroups = 250" },
  },
]);

export const claimsRows = [...idTokenRows, ...apiTokenRows];
