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

/** Graph's answer to a registration: `id` is the object's ID, and `appId` is the portal's Application (client) ID. */
interface Application {
  id: string;
  appId: string;
}

/** @param graph as an administrator. */
export async function register(graph: Client): Promise<Notes> {
  const local: Application = await graph.api("/applications").post(localApplication);
  const remote: Application = await graph.api("/applications").post(remoteApplication);
  // The application in this tenant. The portal makes it without a request.
  const principal: { appOwnerOrganizationId: string } = await graph
    .api("/servicePrincipals")
    .post({ appId: local.appId });
  await graph.api("/servicePrincipals").post({ appId: remote.appId });
  const password: { secretText: string; keyId: string } = await graph
    .api(`/applications/${remote.id}/addPassword`)
    .post({ passwordCredential: { displayName: "workshop" } });
  return {
    tenantId: principal.appOwnerOrganizationId,
    local: { clientId: local.appId },
    // Only this answer has the secret's value.
    remote: { clientId: remote.appId, clientSecret: password.secretText },
  };
}
