import type { Client } from "@microsoft/microsoft-graph-client";
import { localApplication } from "./local-application.ts";
import { remoteApplication } from "./remote-application.ts";

/** The values for the servers' configuration. */
export interface Notes {
  /** Directory (tenant) ID. */
  tenantId: string;
  local: { clientId: string };
  remote: { clientId: string; clientSecret: string };
}

/** Both at once, each with its presence in the tenant; then the secret. */
export async function register(graph: Client): Promise<Notes> {
  const [local, remote] = await Promise.all([
    create(graph, localApplication),
    create(graph, remoteApplication),
  ]);
  const { secretText }: { secretText: string } = await graph
    .api(`/applications(appId='${remote.appId}')/addPassword`)
    .post({});
  return {
    tenantId: local.appOwnerOrganizationId,
    local: { clientId: local.appId },
    remote: { clientId: remote.appId, clientSecret: secretText },
  };
}

interface Principal {
  appId: string;
  appOwnerOrganizationId: string;
}

async function create(graph: Client, application: object): Promise<Principal> {
  const { appId }: { appId: string } = await graph.api("/applications").post(application);
  const principal: Principal = await graph.api("/servicePrincipals").post({ appId });
  return principal;
}
