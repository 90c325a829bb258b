import { randomUUID } from "node:crypto";
import { seed } from "@mcp-entra/mock-entra/seed";
import type { Directory } from "../world/mock-commands.ts";
import { adaRemote, prepareDirectory, type Scene, type WhatIf } from "./what-if.ts";

/** What the organization decides, and what Graph does. */
export const directorySwitches: readonly WhatIf[] = [
  {
    id: "role-taken-away",
    title: "a role is taken away",
    happens:
      "An administrator takes the role Directory.Reader from Ada. A session keeps the roles that it has until its tokens are renewed, at most an hour. A new sign-in brings the new roles at once.",
    watch:
      "The first call still works. After the new sign-in, the ID token has no roles, the list of tools is shorter, and the call is refused. No consent of Ada’s can help.",
    play: async (scene) => {
      const { world, note } = scene;
      const id = await prepareDirectory(scene);
      await world.entra.changeDirectory((directory) => ({
        ...directory,
        appRoleAssignments: directory.appRoleAssignments.filter((each) => !isAdasRole(directory, each)),
      }));
      note("Now: Ada has no role any more. Her session does not know that yet, and the call works.");
      await world.connections.callTool(id, "listDirectoryUsers");
      note("Ada signs out and in again.");
      await world.connections.signOut(id);
      return (
        await world.connections.callTool(await world.connections.ensure(adaRemote), "listDirectoryUsers")
      ).said;
    },
    undo: { label: "Give the role back", run: giveRoleBack },
  },
  {
    id: "graph-throttles",
    title: "Graph throttles the server",
    happens:
      "Graph answers that there were too many requests, and says how long to wait: 2 seconds. The server waits that long, and then asks again.",
    watch:
      "Graph answers 429 with Retry-After. The next request comes two seconds later and is answered. The client waits, and sees no error.",
    play: async (scene) => {
      const id = await prepareDirectory(scene);
      await scene.world.entra.throttleUsers(2);
      scene.note("Now: Graph answers the next request for users with 429. Ada’s client makes the call.");
      return (await scene.world.connections.callTool(id, "listDirectoryUsers")).said;
    },
  },
  {
    id: "second-factor",
    title: "conditional access asks for a second factor",
    happens:
      "A policy demands a second factor from Ada. Entra renews no token that was got without one. The server has Ada sign in again, and passes the demand on to Entra.",
    watch:
      "Entra answers AADSTS50076. Ada’s browser is led to Entra, which shows the page of the second factor. The new ID token says mfa in the claim amr.",
    play: async (scene) => {
      const { world, note } = scene;
      const id = await prepareDirectory(scene);
      await world.entra.changeDirectory((directory) => ({
        ...directory,
        conditionalAccessPolicies: [...directory.conditionalAccessPolicies, secondFactorPolicy()],
      }));
      await world.entra.expireAccessTokens();
      note("Now: the policy is on, and the access token has expired. Ada’s client makes the same call.");
      return (await world.connections.callTool(id, "listDirectoryUsers")).said;
    },
    undo: {
      label: "Take the policy away",
      run: async ({ world, note }) => {
        await world.entra.changeDirectory((directory) => ({
          ...directory,
          conditionalAccessPolicies: directory.conditionalAccessPolicies.filter(
            (policy) => policy["displayName"] !== policyName,
          ),
        }));
        note("The policy is gone: a password is enough again.");
        return "The policy is gone.";
      },
    },
  },
];

type Assignment = Directory["appRoleAssignments"][number];

/** Both registrations have the role: the remote server’s and the API’s. */
function isAdasRole({ servicePrincipals }: Directory, { principalId, resourceId }: Assignment): boolean {
  const { remote, api } = seed.applications;
  const apps = servicePrincipals.filter(({ appId }) => appId === remote.appId || appId === api.appId);
  return principalId === seed.users.ada.id && apps.some(({ id }) => id === resourceId);
}

async function giveRoleBack({ world, note }: Scene): Promise<string> {
  const { remote, api } = seed.applications;
  await world.entra.changeDirectory((directory) => ({
    ...directory,
    appRoleAssignments: [
      ...directory.appRoleAssignments,
      ...[remote.appId, api.appId].flatMap((appId) => adasRoleAt(directory, appId)),
    ],
  }));
  note("Ada has the role again. She has it in her session after her next sign-in.");
  return "Ada has the role again, from her next sign-in on.";
}

function adasRoleAt({ servicePrincipals, applications }: Directory, appId: string): Assignment[] {
  const resource = servicePrincipals.find((each) => each.appId === appId);
  const role = applications
    .find((each) => each.appId === appId)
    ?.appRoles.find(({ value }) => value === "Directory.Reader");
  if (resource === undefined || role === undefined) return [];
  return [{ principalId: seed.users.ada.id, resourceId: resource.id, appRoleId: role.id }];
}

const policyName = "The stage: a second factor for Ada";

function secondFactorPolicy() {
  return {
    id: randomUUID(),
    displayName: policyName,
    state: "enabled",
    conditions: {
      users: { includeUsers: [seed.users.ada.id], excludeUsers: [], includeGroups: [], excludeGroups: [] },
      applications: { includeApplications: ["All"], includeAuthenticationContextClassReferences: [] },
    },
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
  };
}
