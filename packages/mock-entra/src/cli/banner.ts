import { seed } from "../directory/seed.ts";
import type { RunningMockEntra } from "../server/listen.ts";
import { localServerEnvironment, remoteServerEnvironment } from "./environment.ts";

/** What a person needs to know: what this is, who can sign in, and how to point the servers at it. */
export const banner = (running: RunningMockEntra): string =>
  [
    "mock-entra: Microsoft Entra ID and a minimal Microsoft Graph, for development and teaching only.",
    `Sign-in pages  ${running.frontChannelUrl}`,
    `Authority      ${running.authorityHost}/${seed.tenant.id}`,
    `Graph          ${running.graphBaseUrl}`,
    "",
    "Sample accounts (pick one on the sign-in page; no password needed there)",
    ...Object.values(seed.users).map(
      ({ displayName, userPrincipalName, password }) =>
        `  ${displayName.padEnd(14)} ${userPrincipalName.padEnd(34)} ${password}`,
    ),
    "",
    ...environmentBlock(
      `Environment of ${seed.applications.local.displayName}`,
      localServerEnvironment(running),
    ),
    "",
    ...environmentBlock(
      `Environment of ${seed.applications.remote.displayName}`,
      remoteServerEnvironment(running),
    ),
    "",
    "Stop with Ctrl+C.",
  ].join("\n");

const environmentBlock = (title: string, variables: Record<string, string>): string[] => [
  title,
  ...Object.entries(variables).map(([name, value]) => `  ${name}=${value}`),
];
