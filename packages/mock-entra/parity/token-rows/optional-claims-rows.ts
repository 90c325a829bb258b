import { witnessedBy } from "../witnessed-by.ts";

const reference = "https://learn.microsoft.com/entra/identity-platform/optional-claims-reference";
const groupsPage =
  "https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims";
const source = "tokens/optional-claims.ts";
const ofClient = "optional claims of an id token, by the manifest of the client";
const ofApi = "optional claims of an access token, by the manifest of the API";

/** Claims that a manifest adds to tokens, and the age of a sign-in. */
export const optionalClaimsRows = witnessedBy("test/optional-claims.test.ts", [
  {
    id: "optional-claims-id-token",
    feature: "Optional claims of an id token",
    entra: "acct, auth_time, email, family_name, given_name, ipaddr, sid, upn … as the manifest asks.",
    source: reference,
    ours: "same; `ipaddr` is always 127.0.0.1, and the forms of `verified_primary_email` and `xms_pl` are unconfirmed",
    test: `${ofClient} > say what the directory and the session know`,
    breakIt: { file: source, find: '["acct", ({ user }) => (isGuest(user) ? 1 : 0)],', replace: "" },
  },
  {
    id: "optional-claims-without-value",
    feature: "Optional claims without a value",
    entra: "Left out; names, `upn` need the scope `profile`, and `xms_edov` needs `email`.",
    source: reference,
    ours: "same; a name that Entra does not list adds nothing, which is unconfirmed",
    test: `${ofClient} > stay away where there is no value, or the scope profile is missing`,
    breakIt: {
      file: source,
      find: "hasProfile && !isGuest(user) ? user.userPrincipalName : undefined",
      replace: "user.userPrincipalName",
    },
  },
  {
    id: "optional-claims-edov",
    feature: "`xms_edov`",
    entra: "Whether the address is of a domain that the tenant has verified.",
    source: reference,
    test: `${ofClient} > an address of another domain is not verified by the tenant`,
    breakIt: {
      file: source,
      find: "{ xms_edov: user.mail.toLowerCase().endsWith(`@${domain.toLowerCase()}`) }",
      replace: "{ xms_edov: true }",
    },
  },
  {
    id: "login-hint-claim",
    feature: "`login_hint`: the claim as the parameter",
    entra: "The claim of an id token goes into the parameter, and signs the same user in.",
    source: reference,
    test: `${ofClient} > a login_hint that came as a claim signs its user in again without a question`,
    breakIt: {
      file: "endpoints/authorize.ts",
      find: "if (hint === undefined || hint === loginHintOf(user)) return true;",
      replace: "if (hint === undefined) return true;",
    },
  },
  {
    id: "optional-claims-access-token",
    feature: "Optional claims of an access token",
    entra: "Those of the API's manifest, not of the client's.",
    source: reference,
    test: `${ofApi} > are the API's and not the client's`,
    breakIt: {
      file: "tokens/api-access-token.ts",
      find: "const wanted = api?.optionalClaims.accessToken ?? [];",
      replace: "const wanted = subject.application.optionalClaims.accessToken ?? [];",
    },
  },
  {
    id: "idtyp-user",
    feature: "`idtyp` in a user's token",
    entra: "Only with the additional property `include_user_token`.",
    source: `${reference}#additionalproperties-of-optional-claims`,
    test: `${ofApi} > idtyp says \`user\` only with include_user_token`,
    breakIt: {
      file: source,
      find: 'isAskedFor(wanted, "idtyp", "include_user_token")',
      replace: 'wanted.some(({ name }) => name === "idtyp")',
    },
  },
  {
    id: "aud-use-guid",
    feature: "`aud` with `use_guid`",
    entra: "The audience of a version 1 token is the API's client ID, whatever the request called it.",
    source: `${reference}#additionalproperties-of-optional-claims`,
    test: `${ofApi} > use_guid makes the audience of a version 1 token the API's client ID, for users and applications`,
    breakIt: {
      file: source,
      find: 'isAskedFor(api?.optionalClaims.accessToken ?? [], "aud", "use_guid")',
      replace: "api === undefined",
    },
  },
  {
    id: "version-1-names",
    feature: "What a version 1 token has without being asked",
    entra: "`family_name`, `given_name`, `ipaddr` and `upn`; `preferred_username` only when it is asked for.",
    source: `${reference}#v20-specific-optional-claims-set`,
    test: `${ofApi} > a version 1 token has names and address without being asked, and preferred_username when it is`,
    breakIt: { file: "tokens/version-1-claims.ts", find: '    ipaddr: "127.0.0.1",\n', replace: "" },
  },
  {
    id: "groups-as-roles",
    feature: "groups claim: `emit_as_roles`",
    entra: "Groups are in the claim `roles`; the application's roles are not in the token.",
    source: groupsPage,
    test: "the optional claim groups > emit_as_roles puts groups in the place of roles, and the roles are gone",
    breakIt: {
      file: "tokens/groups-claim.ts",
      find: "roles.length > 0 && !isAsRoles",
      replace: "roles.length > 0",
    },
  },
  {
    id: "groups-by-name",
    feature: "groups claim: `cloud_displayname`",
    entra: "Names in place of ids, with ApplicationGroup only.",
    source: groupsPage,
    ours: "same; on-premises names do not apply to groups of the cloud, which all groups here are",
    test: "the optional claim groups > cloud_displayname gives names, for groups that are assigned to the application only",
    breakIt: {
      file: "tokens/groups-claim.ts",
      find: 'application?.groupMembershipClaims === "ApplicationGroup" &&',
      replace: "",
    },
  },
  {
    id: "max-age",
    feature: "`max_age`",
    entra: "Asks for a new sign-in once the session is older; 0 always asks.",
    source: "https://github.com/MicrosoftDocs/azure-docs/issues/51307",
    ours: "same; a refusal with `prompt=none` is AADSTS50058, which is unconfirmed",
    test: "max_age > asks for a new sign-in once the session is older, always for 0, and never silently",
    breakIt: {
      file: "endpoints/authorize.ts",
      find: "secondsOf(exchange) - startedAt <= maxAge",
      replace: "true",
    },
  },
  {
    id: "max-age-auth-time",
    feature: "`max_age` and `auth_time`",
    entra: "The id token then says when the user signed in: MSAL for Python refuses one that does not.",
    source: "https://github.com/AzureAD/microsoft-authentication-library-for-python/issues/455",
    ours: "same; reports say that `exp` then comes earlier, too, which the mock leaves out",
    test: "max_age > puts auth_time into the id token, which has none otherwise",
    breakIt: {
      file: "authorize/issue-code.ts",
      find: "showsSignInTime: request.maxAge !== undefined",
      replace: "showsSignInTime: false",
    },
  },
  {
    id: "max-age-malformed",
    feature: "`max_age` that is no number of seconds",
    entra: "Not documented.",
    source: "unconfirmed",
    ours: "AADSTS90100",
    test: "max_age > that is no number of seconds is refused",
    breakIt: {
      file: "authorize/authorize-request.ts",
      find: '  if (!/^\\d{1,9}$/u.test(seconds)) throw aadsts.parameterInvalid("max_age");\n',
      replace: "",
    },
  },
]);
