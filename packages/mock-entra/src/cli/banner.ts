import type { Directory } from "../directory/directory.ts";
import { seed } from "../directory/seed.ts";
import type { User } from "../directory/types.ts";
import type { RunningMockEntra } from "../server/listen.ts";
import { environmentOf } from "./environment.ts";

const { secondTenant } = seed;

/** The text for the user: what this is, who can sign in, and how the servers use it. */
export function banner(
  running: RunningMockEntra,
  directory: Directory,
  further: readonly Directory[],
): string {
  return [
    "mock-entra: Microsoft Entra ID and a minimal Microsoft Graph, for development and teaching only.",
    `Portal         ${running.portalUrl} (register applications; see each request in its timeline)`,
    `Sign-in pages  ${running.frontChannelUrl}`,
    `Authority      ${running.authorityHost}/${directory.tenant.id}`,
    `Graph          ${running.graphBaseUrl}`,
    `Second tenant  ${running.authorityHost}/${secondTenant.id} (${secondTenant.mallory.userPrincipalName}, ${secondTenant.mallory.password})`,
    ...further.map(
      ({ tenant }) => `Further tenant ${running.authorityHost}/${tenant.id} (${tenant.displayName})`,
    ),
    `Commands       ${running.frontChannelUrl}/_mock/ with the header x-mock-entra-control: 1`,
    "",
    "Sample accounts (pick one on the sign-in page; no password needed there)",
    ...directory.users.map((user) => accountLine(user)),
    ...further.flatMap(({ users }) => users.map((user) => accountLine(user))),
    ...directory.applications.flatMap((application) => [
      "",
      `Environment of ${application.displayName}`,
      ...Object.entries(environmentOf(running, directory, application)).map(
        ([name, value]) => `  ${name}=${value}`,
      ),
    ]),
    "",
    "Environment of a server with a managed identity",
    ...Object.entries(running.managedIdentityEnvironment).map(([name, value]) => `  ${name}=${value}`),
    "",
    "Next: give each server the lines above that are its own: --write-env writes them into .env.local-server and",
    ".env.remote-server. Then start it in another terminal: “pnpm local-server” or “pnpm remote-server”.",
    "",
    "Stop with Ctrl+C.",
  ].join("\n");
}

function accountLine({ displayName, userPrincipalName, passwordProfile }: User): string {
  return `  ${(displayName ?? "").padEnd(14)} ${userPrincipalName.padEnd(34)} ${passwordProfile.password}`;
}
