import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { getResponse, type HttpHandler } from "msw";
import { createHandlers } from "../create-handlers.ts";
import {
  type ManagedIdentityEnvironment,
  managedIdentityEnvironment,
} from "../managed-identity/managed-identity-environment.ts";
import type { Origins } from "../origins.ts";
import type { MockState } from "../state/mock-state.ts";
import { bindServer, closeServers, loopbackHost } from "./bind-server.ts";
import { type Control, createControlHandlers } from "./control-api.ts";
import { type DevelopmentCertificates, loadDevelopmentCertificates } from "./development-certificates.ts";
import { createNodeListener, type FetchHandler } from "./node-adapter.ts";
import { defaultCertificateDirectory } from "./state-directory.ts";

export type ListenOptions = {
  /** https: what applications call. 8443; 0 picks a free one. */
  backChannelPort?: number;
  /** http: what a browser visits. 8080; 0 picks a free one. */
  frontChannelPort?: number;
  /** A loopback address: 127.0.0.1, which is the default, or ::1. */
  host?: string;
  /** Where the development CA is kept; the user's own state directory when left out. */
  certificateDirectory?: string;
};

/** A mock that other processes can reach. */
export type RunningMockEntra = {
  /** For MSAL's `authority` (append the tenant) and AZURE_AUTHORITY_HOST: `https://localhost:8443`. */
  authorityHost: string;
  /** Where sign-in pages are: `http://127.0.0.1:8080`. */
  frontChannelUrl: string;
  /** For GRAPH_BASE_URL: no path, no slash at the end. */
  graphBaseUrl: string;
  /** For a process that is to believe that it runs in App Service: IDENTITY_ENDPOINT and IDENTITY_HEADER. */
  managedIdentityEnvironment: ManagedIdentityEnvironment;
  /** The CA that clients have to trust, as a file and as text. */
  caPath: string;
  caPem: string;
  close(): Promise<void>;
};

/**
 * Opens both ports on loopback.
 * @throws Error when the host is not loopback or a port is taken
 */
export const listen = async (
  control: Control,
  state: MockState,
  options: ListenOptions = {},
): Promise<RunningMockEntra> => {
  const host = loopbackHost(options.host ?? "127.0.0.1");
  const certificates = await loadDevelopmentCertificates(
    options.certificateDirectory ?? defaultCertificateDirectory(),
  );
  const channels = createChannels(certificates);
  const servers = [channels.back.server, channels.front.server];
  try {
    const backPort = await bindServer(channels.back.server, {
      host,
      port: options.backChannelPort ?? 8443,
      flag: "--back-channel-port",
    });
    const frontPort = await bindServer(channels.front.server, {
      host,
      port: options.frontChannelPort ?? 8080,
      flag: "--front-channel-port",
    });
    const origins = servedOrigins(host, backPort, frontPort);
    const handlers = createHandlers(state, origins);
    channels.back.open(origins.authority, loopbackHosts(backPort), answerWith(handlers));
    channels.front.open(
      origins.frontChannel,
      [new URL(origins.frontChannel).host],
      answerWith([...createControlHandlers(origins.frontChannel, control), ...handlers]),
    );
    return describe(origins, certificates, () => closeServers(servers));
  } catch (error) {
    await closeServers(servers);
    throw error;
  }
};

/** One port: it refuses everybody until it knows its own name, which with port 0 is only after binding. */
const createChannel = (create: (listener: ReturnType<typeof createNodeListener>) => Server) => {
  let current: { origin: string; hosts: readonly string[]; handle: FetchHandler } | undefined;
  const server = create(
    createNodeListener(
      () => current?.origin ?? "",
      () => current?.hosts ?? [],
      async (request) => current?.handle(request) ?? new Response(null, { status: 503 }),
    ),
  );
  const open = (origin: string, hosts: readonly string[], handle: FetchHandler): void => {
    current = { origin, hosts, handle };
  };
  return { server, open };
};

const createChannels = ({ leaf }: DevelopmentCertificates) => ({
  back: createChannel((listener) => createHttpsServer({ key: leaf.key, cert: leaf.certificate }, listener)),
  front: createChannel((listener) => createHttpServer(listener)),
});

/** The certificate and MSAL want a name for the back channel; the front channel must not share one with any server. */
const servedOrigins = (host: string, backPort: number, frontPort: number): Origins => {
  const authority = `https://localhost:${backPort}`;
  const frontChannel = `http://${host.includes(":") ? `[${host}]` : host}:${frontPort}`;
  return {
    authority,
    frontChannel,
    deviceVerificationUri: `${frontChannel}/device`,
    graph: authority,
    managedIdentity: `${frontChannel}/msi/token`,
  };
};

const loopbackHosts = (port: number): string[] => [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];

const answerWith =
  (handlers: HttpHandler[]): FetchHandler =>
  async (request) =>
    (await getResponse(handlers, request)) ??
    Response.json({ error: `mock-entra has nothing at ${new URL(request.url).pathname}` }, { status: 404 });

const describe = (
  origins: Origins,
  { caPath, caPem }: DevelopmentCertificates,
  close: () => Promise<void>,
): RunningMockEntra => ({
  authorityHost: origins.authority,
  frontChannelUrl: origins.frontChannel,
  graphBaseUrl: origins.graph,
  managedIdentityEnvironment: managedIdentityEnvironment(origins),
  caPath,
  caPem,
  close,
});
