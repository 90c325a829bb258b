import type { Client } from "@microsoft/microsoft-graph-client";

/** The values for the servers' configuration. */
export interface Notes {
  /** Directory (tenant) ID. */
  tenantId: string;
  local: { clientId: string };
  remote: { clientId: string; clientSecret: string };
}

/** @param graph as an administrator. */
export async function register(graph: Client): Promise<Notes> {
  // TODO 1.5: register both applications, make a secret for the one that can keep it, and return the notes.
  return { tenantId: "", local: { clientId: "" }, remote: { clientId: "", clientSecret: "" } };
}
