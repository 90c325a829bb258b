import type { Directory } from "../directory/directory.ts";
import { seed } from "../directory/seed.ts";
import type { RunningMockEntra } from "../server/listen.ts";
import { environmentOf } from "./environment.ts";

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
    environment: seedEnvironments(running, directory),
  });
}

/** Of both workshop servers, unless the directory is one without them. */
function seedEnvironments(running: RunningMockEntra, directory: Directory) {
  return Object.fromEntries(
    Object.entries(seed.applications).flatMap(([name, { appId }]) => {
      const application = directory.findApplication(appId);
      return application ? [[name, environmentOf(running, directory, application)]] : [];
    }),
  );
}
