const { ACCESS_TOKEN, GRAPH_BASE_URL = "https://graph.microsoft.com" } = process.env;

/** All pages of a collection. */
async function read(path) {
  const items = [];
  for (let url = `${GRAPH_BASE_URL}/v1.0/${path}`; url !== undefined;) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${ACCESS_TOKEN}` } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    const { value, "@odata.nextLink": next } = await answer.json();
    items.push(...value);
    url = next;
  }
  return items;
}

/** Only the fields that the mock uses, because it refuses unknown fields. */
function pick(record, names, added = {}) {
  const found = names.split(" ").filter((name) => record[name] !== null && record[name] !== undefined);
  return Object.fromEntries([...found.map((name) => [name, record[name]]), ...Object.entries(added)]);
}

function roles(found) {
  const named = found.filter(({ value }) => typeof value === "string");
  return named.map((role) => pick(role, "id allowedMemberTypes displayName description isEnabled value"));
}

function scopes(found) {
  return found.map((scope) => pick(scope, "id value type adminConsentDisplayName isEnabled"));
}

// Graph returns no passwords and no secrets. This one is for the mock.
const notASecret = "not-a-secret";
const userFields = "id userPrincipalName displayName givenName surname mail jobTitle";
const users = (await read(`users?$select=${userFields.replaceAll(" ", ",")}`)).map((user) =>
  pick(user, userFields, { displayName: user.displayName, passwordProfile: { password: notASecret } }),
);

const applications = (await read("applications")).map((application) =>
  pick(
    application,
    "id appId displayName signInAudience identifierUris isFallbackPublicClient groupMembershipClaims",
    {
      web: pick(application.web, "redirectUris"),
      spa: pick(application.spa, "redirectUris"),
      publicClient: pick(application.publicClient, "redirectUris"),
      requiredResourceAccess: application.requiredResourceAccess,
      appRoles: roles(application.appRoles),
      api: {
        requestedAccessTokenVersion: application.api.requestedAccessTokenVersion,
        oauth2PermissionScopes: scopes(application.api.oauth2PermissionScopes),
      },
      passwordCredentials: application.passwordCredentials.map((credential) =>
        pick(credential, "keyId endDateTime", {
          displayName: credential.displayName ?? "secret",
          secretText: notASecret,
        }),
      ),
    },
  ),
);

// A tenant has hundreds of service principals. Only those of its own applications are needed here, and Microsoft Graph.
const microsoftGraph = "00000003-0000-0000-c000-000000000000";
const wanted = new Set([...applications.map(({ appId }) => appId), microsoftGraph]);
const servicePrincipals = (await read("servicePrincipals"))
  .filter(({ appId }) => wanted.has(appId))
  .map((principal) =>
    pick(principal, "id appId displayName appRoleAssignmentRequired servicePrincipalNames", {
      appRoles: roles(principal.appRoles),
      oauth2PermissionScopes: scopes(principal.oauth2PermissionScopes),
    }),
  );

const groups = [];
for (const group of await read("groups")) {
  const members = await read(`groups/${group.id}/members?$select=id`);
  groups.push(pick(group, "id displayName", { mailNickname: group.mailNickname ?? group.id, members }));
}

// References to objects that are not in the file are removed.
const ids = new Set([...users, ...groups, ...servicePrincipals].map(({ id }) => id));
for (const group of groups) group.members = group.members.map(({ id }) => id).filter((id) => ids.has(id));

const assignments = [];
for (const { id } of servicePrincipals)
  assignments.push(...(await read(`servicePrincipals/${id}/appRoleAssignedTo`)));
const grants = await read("oauth2PermissionGrants");

const [{ id: tenantId, displayName, verifiedDomains }] = await read("organization");
const directory = {
  tenant: {
    id: tenantId,
    displayName,
    defaultDomain: verifiedDomains.find(({ isDefault }) => isDefault).name,
  },
  users,
  groups,
  applications,
  servicePrincipals,
  appRoleAssignments: assignments
    .filter(({ principalId }) => ids.has(principalId))
    .map((assignment) => pick(assignment, "principalId resourceId appRoleId")),
  oauth2PermissionGrants: grants
    .filter(({ clientId, resourceId }) => ids.has(clientId) && ids.has(resourceId))
    .map((grant) => pick(grant, "clientId consentType principalId resourceId scope")),
};
process.stdout.write(`${JSON.stringify(directory, undefined, 2)}\n`);
