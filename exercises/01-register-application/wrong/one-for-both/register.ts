// Mistake: Registers one application for both servers.
// Caught by: [1.5] registers both applications
// Caught by: [1.5] notes the Application (client) IDs
// Caught by: [1.5] makes no secret for the local application
// An attacker: takes the secret, which the local server needs now, from any user's machine and is the remote server.
// Hint: A program that keeps secrets and one that cannot are two applications.
import type { Client } from "@microsoft/microsoft-graph-client";
import { remoteApplication } from "./remote-application.ts";

/** What has to be noted, for the servers' configuration. */
export interface Notes {
  /** Directory (tenant) ID. */
  tenantId: string;
  local: { clientId: string };
  remote: { clientId: string; clientSecret: string };
}

/** What Graph answers to a registration: `id` is the object, `appId` is what the portal calls Application (client) ID. */
interface Application {
  id: string;
  appId: string;
}

/** @param graph as an administrator. */
export async function register(graph: Client): Promise<Notes> {
  const remote: Application = await graph.api("/applications").post(remoteApplication);
  // The application's presence in this tenant; the portal makes it by itself.
  const principal: { appOwnerOrganizationId: string } = await graph
    .api("/servicePrincipals")
    .post({ appId: remote.appId });
  const password: { secretText: string; keyId: string } = await graph
    .api(`/applications/${remote.id}/addPassword`)
    .post({ passwordCredential: { displayName: "workshop" } });
  return {
    tenantId: principal.appOwnerOrganizationId,
    local: { clientId: remote.appId },
    // Its value is in this one answer and in no later one.
    remote: { clientId: remote.appId, clientSecret: password.secretText },
  };
}
