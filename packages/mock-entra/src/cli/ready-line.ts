import type { Directory } from "../directory/directory.ts";
import type { RunningMockEntra } from "../server/listen.ts";
import { serverEnvironments } from "./environment.ts";

/** All addresses as one line of JSON, for a program that started the mock. */
export function readyLine(running: RunningMockEntra, directory: Directory): string {
  const { authorityHost, frontChannelUrl, portalUrl, graphBaseUrl, managedIdentityEnvironment, caPath } =
    running;
  return JSON.stringify({
    authorityHost,
    frontChannelUrl,
    portalUrl,
    graphBaseUrl,
    caPath,
    managedIdentityEnvironment,
    environment: serverEnvironments(running, directory),
  });
}
