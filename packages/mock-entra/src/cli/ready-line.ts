import type { RunningMockEntra } from "../server/listen.ts";
import { localServerEnvironment, remoteServerEnvironment } from "./environment.ts";

/** For a program that started this one: where everything is, as one line of JSON. */
export const readyLine = (running: RunningMockEntra): string => {
  const { authorityHost, frontChannelUrl, graphBaseUrl, caPath } = running;
  return JSON.stringify({
    authorityHost,
    frontChannelUrl,
    graphBaseUrl,
    caPath,
    environment: { local: localServerEnvironment(running), remote: remoteServerEnvironment(running) },
  });
};
