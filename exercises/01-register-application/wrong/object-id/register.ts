// Mistake: Notes the object IDs in place of the Application (client) IDs.
// Caught by: [1.5] notes the Application (client) IDs
// Caught by: [1.5] notes a secret with which the remote server can prove itself
// An attacker: gains nothing; Entra knows no application of that ID (AADSTS700016).
// Hint: Graph calls the Application (client) ID appId; id is the object's.
import type { Client } from "@microsoft/microsoft-graph-client";
import { localApplication } from "./local-application.ts";
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
  const local: Application = await graph.api("/applications").post(localApplication);
  const remote: Application = await graph.api("/applications").post(remoteApplication);
  // The application's presence in this tenant; the portal makes it by itself.
  const principal: { appOwnerOrganizationId: string } = await graph
    .api("/servicePrincipals")
    .post({ appId: local.appId });
  await graph.api("/servicePrincipals").post({ appId: remote.appId });
  const password: { secretText: string; keyId: string } = await graph
    .api(`/applications/${remote.id}/addPassword`)
    .post({ passwordCredential: { displayName: "workshop" } });
  return {
    tenantId: principal.appOwnerOrganizationId,
    local: { clientId: local.id },
    // Its value is in this one answer and in no later one.
    remote: { clientId: remote.id, clientSecret: password.secretText },
  };
}
