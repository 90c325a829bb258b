import { expect, test } from "vitest";
import { assignmentId } from "../src/applications/role-assignments.ts";
import { grantId } from "../src/applications/permission-grants.ts";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { forbidden, refusal, registered, userClient } from "./support/administration.ts";

const entra = useMockEntra();
const { remote } = seed.applications;

test("an ordinary user changes nothing about another user's application, by any address", async () => {
  const before = entra.exportDirectory();
  const { appRoleAssignments, oauth2PermissionGrants } = before;
  const principal = entra.directory.findServicePrincipal(remote.appId)?.id;
  const assignment = appRoleAssignments[0] && assignmentId(appRoleAssignments[0]);
  const grant = oauth2PermissionGrants[0] && grantId(oauth2PermissionGrants[0]);
  const client = await userClient(entra);
  const asked = entra.exportDirectory();
  const attempts = [
    () => client.api(`/applications(appId='${remote.appId}')/addKey`).post({}),
    () => client.api(`/servicePrincipals/${principal}`).patch({ appRoleAssignmentRequired: true }),
    () => client.api(`/servicePrincipals/${principal}`).delete(),
    () => client.api(`/servicePrincipals/${principal}/appRoleAssignedTo/${assignment}`).delete(),
    () => client.api(`/oauth2PermissionGrants/${grant}`).patch({ scope: "Mail.Send" }),
    () => client.api(`/oauth2PermissionGrants/${grant}`).delete(),
  ];
  for (const attempt of attempts) expect(await refusal(attempt())).toEqual(forbidden);
  expect(entra.exportDirectory()).toEqual(asked);
});

test("owning an application is not enough: the token needs the permission as well", async () => {
  const { id } = await registered(await userClient(entra));
  const client = await userClient(entra, "User.Read");
  for (const action of ["addKey", "addPassword"]) {
    expect(await refusal(client.api(`/applications/${id}/${action}`).post({}))).toEqual(forbidden);
  }
});
