import { seed } from "../directory/seed.ts";
import type { RunningMockEntra } from "../server/listen.ts";

/** What points both servers at a running mock. */
const commonEnvironment = ({ authorityHost, graphBaseUrl, caPath }: RunningMockEntra) => ({
  AZURE_TENANT_ID: seed.tenant.id,
  AZURE_AUTHORITY_HOST: authorityHost,
  GRAPH_BASE_URL: graphBaseUrl,
  MOCK_ENTRA_CA: caPath,
});

/** The public client has no secret. */
export const localServerEnvironment = (running: RunningMockEntra) => ({
  ...commonEnvironment(running),
  AZURE_CLIENT_ID: seed.applications.local.appId,
});

export const remoteServerEnvironment = (running: RunningMockEntra) => ({
  ...commonEnvironment(running),
  AZURE_CLIENT_ID: seed.applications.remote.appId,
  AZURE_CLIENT_SECRET: seed.applications.remote.secret,
});
