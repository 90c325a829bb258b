import { randomUUID } from "node:crypto";
import type { DirectoryData, Group } from "./types.ts";

export type NewGroup = Pick<Group, "displayName"> & Partial<Group>;

/** A security group, with the default values of the portal. */
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

/** Direct memberships only, because app roles depend on these. */
export function groupsOf({ groups }: DirectoryData, memberId: string): Group[] {
  return groups.filter(({ members }) => members.includes(memberId));
}

/** Direct memberships, and those of the groups themselves; a group that contains itself counts once. */
export function transitiveGroupsOf(directory: DirectoryData, memberId: string): Group[] {
  const found = new Set<Group>();
  const waiting = groupsOf(directory, memberId);
  for (const group of waiting) {
    if (found.has(group)) continue;
    found.add(group);
    waiting.push(...groupsOf(directory, group.id));
  }
  return [...found];
}

/** Object ids of the members, and of the members of groups among them. */
export function transitiveMemberIds({ groups }: DirectoryData, group: Group): string[] {
  const found = new Set<string>();
  const waiting = [...group.members];
  for (const id of waiting) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(groups.find((candidate) => candidate.id === id)?.members ?? []));
  }
  return [...found];
}
