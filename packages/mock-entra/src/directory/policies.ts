import { randomUUID } from "node:crypto";
import type { ConditionalAccessPolicy, PolicyOptions } from "./conditional-access-policy.ts";
import { knownGroup, knownServicePrincipal, knownUser } from "./look-up.ts";
import type { DirectoryData } from "./types.ts";

/** @throws Error that names what the directory does not have */
export function addPolicy(directory: DirectoryData, options: PolicyOptions): ConditionalAccessPolicy {
  const { users, groups, applications, authenticationContexts = [], control = "mfa" } = options;
  const isForEverybody = users === undefined && groups === undefined;
  const policy: ConditionalAccessPolicy = {
    id: randomUUID(),
    displayName: options.displayName ?? (control === "mfa" ? "Require multifactor authentication" : "Block"),
    state: "enabled",
    conditions: {
      users: {
        includeUsers: isForEverybody ? ["All"] : (users ?? []).map((name) => knownUser(directory, name).id),
        excludeUsers: [],
        includeGroups: (groups ?? []).map((name) => knownGroup(directory, name).id),
        excludeGroups: [],
      },
      applications: {
        includeApplications:
          applications?.map((name) => knownServicePrincipal(directory, name).appId) ??
          (authenticationContexts.length > 0 ? [] : ["All"]),
        includeAuthenticationContextClassReferences: [...authenticationContexts],
      },
    },
    grantControls: { operator: "OR", builtInControls: [control] },
  };
  directory.conditionalAccessPolicies.push(policy);
  return policy;
}
