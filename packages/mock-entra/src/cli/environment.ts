import type { Directory } from "../directory/directory.ts";
import { seed } from "../directory/seed.ts";
import type { Application } from "../directory/types.ts";
import type { RunningMockEntra } from "../server/listen.ts";

/**
 * The variables with which a server uses a running mock as this application. A public client has no secret.
 */
export function environmentOf(
  { authorityHost, graphBaseUrl, caPath }: RunningMockEntra,
  { tenant }: Directory,
  { appId, passwordCredentials }: Application,
): Record<string, string> {
  const [credential] = passwordCredentials;
  return {
    AZURE_TENANT_ID: tenant.id,
    AZURE_AUTHORITY_HOST: authorityHost,
    GRAPH_BASE_URL: graphBaseUrl,
    MOCK_ENTRA_CA: caPath,
    AZURE_CLIENT_ID: appId,
    ...(credential ? { AZURE_CLIENT_SECRET: credential.secretText } : {}),
  };
}

/** The environments of both workshop servers, by name, if the directory has their applications. */
export function serverEnvironments(
  running: RunningMockEntra,
  directory: Directory,
): Record<string, Record<string, string>> {
  const { local, remote } = seed.applications;
  return Object.fromEntries(
    Object.entries({ local, remote }).flatMap(([name, { appId }]) => {
      const application = directory.findApplication(appId);
      return application ? [[name, environmentOf(running, directory, application)]] : [];
    }),
  );
}
