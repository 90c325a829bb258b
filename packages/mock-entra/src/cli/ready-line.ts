import type { Directory } from "../directory/directory.ts";
import type { RunningMockEntra } from "../server/listen.ts";
import { serverEnvironments } from "./environment.ts";

/** For a program that started this one: where everything is, as one line of JSON. */
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
