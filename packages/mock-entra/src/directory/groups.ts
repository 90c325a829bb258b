import { randomUUID } from "node:crypto";
import type { DirectoryData, Group } from "./types.ts";

export type NewGroup = Pick<Group, "displayName"> & Partial<Group>;

/** A security group, with what a portal would fill in. */
export function newGroup({ displayName, ...rest }: NewGroup): Group {
  return {
    id: randomUUID(),
    displayName,
    description: null,
    mail: null,
    mailEnabled: false,
    mailNickname: displayName.replaceAll(/[^\w-]/gu, ""),
    securityEnabled: true,
    members: [],
    ...rest,
  };
}

/** Direct memberships only, which is what app roles go by as well. */
export function groupsOf({ groups }: DirectoryData, userId: string): Group[] {
  return groups.filter(({ members }) => members.includes(userId));
}
