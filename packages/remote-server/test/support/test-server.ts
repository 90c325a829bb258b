import {
  type AuditEvent,
  createAuditLog,
  discoverAuthority,
  type TimedAuditEvent,
  openStore,
  type Store,
} from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { onTestFinished } from "vitest";
import type { SessionPolicy } from "../../src/auth/sessions/session.ts";
import { readRemoteServerConfig } from "../../src/config.ts";
import {
  type RemoteServer,
  type RemoteServerDependencies,
  startRemoteServer,
} from "../../src/start-remote-server.ts";

/** The variables of a server that uses the sample application for sign-ins. */
export const remoteEnvironment = {
  AZURE_TENANT_ID: seed.tenant.id,
  AZURE_CLIENT_ID: seed.applications.remote.appId,
  AZURE_CLIENT_SECRET: seed.applications.remote.secret,
  PORT: "0",
};

export interface TestServer extends RemoteServer {
  /** The events so far. */
  events: TimedAuditEvent[];
  /** Errors that no request should cause. */
  bugs: unknown[];
  eventsNamed(name: AuditEvent["event"]): TimedAuditEvent[];
}

/** A server on a free port, in this process. It stops when the test ends. */
export async function startTestServer(
  environment: Record<string, string> = {},
  sessionPolicy?: SessionPolicy,
  wrapStore?: (store: Store) => Store,
  more: Partial<RemoteServerDependencies> = {},
): Promise<TestServer> {
  const config = readRemoteServerConfig({ ...remoteEnvironment, ...environment });
  const events: TimedAuditEvent[] = [];
  const bugs: unknown[] = [];
  const server = await startRemoteServer(config, {
    authority: await discoverAuthority(config.entra),
    audit: createAuditLog([(event) => events.push(event)]),
    logError: (error) => bugs.push(error),
    // Silent hosts must not be given up until a busy machine has asked all of them.
    documentSeconds: 300,
    ...more,
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
    ...more,
    ...(wrapStore === undefined ? {} : { store: wrapStore(await openStore(config.sessionStore)) }),
  });
  onTestFinished(async () => server.close());
  return { ...server, events, bugs, eventsNamed: (name) => events.filter(({ event }) => event === name) };
}
