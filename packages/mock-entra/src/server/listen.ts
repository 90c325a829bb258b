import type { Control } from "../control/control.ts";
import { createResponder, type Responder } from "../create-responder.ts";
import { createForge, type Forge } from "../forge/create-forge.ts";
import {
  type ManagedIdentityEnvironment,
  managedIdentityEnvironment,
} from "../managed-identity/managed-identity-environment.ts";
import type { Origins } from "../origins.ts";
import { createPortal, isPortalRequest, type Portal } from "../portal/create-portal.ts";
import type { MockState } from "../state/mock-state.ts";
import { openStateFile, type StateFile } from "../state-file/state-file.ts";
import {
  bindServer,
  closeServers,
  exposureWarning,
  loopbackHost,
  loopbackIdentifierWarning,
  ownNameWarning,
} from "./bind-server.ts";
import { type Channels, createChannels } from "./channel.ts";
import { answerControl, isControlRequest } from "./control-api.ts";
import { type DevelopmentCertificates, loadDevelopmentCertificates } from "./development-certificates.ts";
import type { FetchHandler } from "./node-adapter.ts";
import {
  hostsBesideLoopback,
  loopbackHosts,
  type OriginOptions,
  publicOrigin,
  servedOrigins,
} from "./served-origins.ts";
import { defaultCertificateDirectory } from "./state-directory.ts";

export interface ListenOptions {
  /** https: what applications call. 8443; 0 picks a free one. */
  backChannelPort?: number;
  /** http: what a browser visits. 8080; 0 picks a free one. */
  frontChannelPort?: number;
  /** A loopback address: 127.0.0.1, which is the default, or ::1. */
  host?: string;
  /**
   * An address outside loopback, such as 0.0.0.0 in a container whose ports are published. Everybody who can reach it can
   * sign in as anybody. The mock keeps its loopback names and answers to nothing else; the control API stays on loopback.
   */
  dangerouslyListenOn?: string;
  /** https for the pages, too: for clients that refuse an http authorization endpoint. Browsers then have to trust the CA. */
  httpsFrontChannel?: boolean;
  /**
   * What applications call the back channel, such as `https://mock-entra:8443` between containers: issuer, discovery and Graph
   * have this name, and its certificate, by a CA of its own. It is answered beside the loopback names; where the mock listens
   * does not change.
   */
  publicUrl?: string;
  /** The same for the pages, where the browser is in a container as well. The front channel then has this name only. */
  publicFrontChannelUrl?: string;
  /** Where the development CA is kept; the user's own state directory when left out. */
  certificateDirectory?: string;
  /**
   * Keeps the directory and the signing keys in this file, across restarts. What it holds replaces them now; a change is written
   * before the request that made it is answered. The file holds private keys, passwords and secrets, and only its owner may read it.
   */
  stateFile?: string;
}

/** A mock that other processes can reach. */
export interface RunningMockEntra {
  /** For MSAL's `authority` (append the tenant) and AZURE_AUTHORITY_HOST: `https://localhost:8443`. */
  authorityHost: string;
  /** Where sign-in pages are: `http://127.0.0.1:8080`. */
  frontChannelUrl: string;
  /** The mock's own portal, where applications are registered: `http://127.0.0.1:8080/portal`. */
  portalUrl: string;
  /** For GRAPH_BASE_URL: no path, no slash at the end. */
  graphBaseUrl: string;
  /** For a process that is to believe that it runs in App Service: IDENTITY_ENDPOINT and IDENTITY_HEADER. */
  managedIdentityEnvironment: ManagedIdentityEnvironment;
  /** The CA that clients have to trust, as a file and as text. */
  caPath: string;
  caPem: string;
  /** Access tokens of this authority that are wrong in exactly one way. */
  forge: Forge;
  close(): Promise<void>;
}

/**
 * Opens both ports on loopback.
 * @throws Error when the host is not loopback, a public URL is no origin, or a port is taken
 */
export async function listen(
  control: Control,
  state: MockState,
  options: ListenOptions = {},
): Promise<RunningMockEntra> {
  const host = loopbackHost(options.host ?? "127.0.0.1");
  const names = publicNames(options);
  const certificates = await loadDevelopmentCertificates(
    options.certificateDirectory ?? defaultCertificateDirectory(),
    new Date(),
    hostsBesideLoopback(names.publicUrl, names.publicFrontChannelUrl),
  );
  const stateFile = options.stateFile === undefined ? undefined : openStateFile(options.stateFile, state);
  const channels = createChannels(certificates.leaf, options.httpsFrontChannel ?? false);
  const servers = [channels.back.server, channels.front.server];
  try {
    const ports = await bindBoth(channels, options.dangerouslyListenOn ?? host, options);
    const origins = servedOrigins(host, ports.back, ports.front, names);
    const forge = createForge(state, origins);
    const answer = saving(stateFile, answerWith(createResponder(state, origins)));
    const portal = createPortal(state, origins);
    const frontChannel = saving(stateFile, withControl({ ...control, forge }, withPortal(portal, answer)));
    const backHosts = [...loopbackHosts(ports.back), new URL(origins.authority).host];
    channels.back.open(origins.authority, backHosts, answer);
    channels.front.open(origins.frontChannel, [new URL(origins.frontChannel).host], frontChannel);
    if (state.directory.allowsLoopbackIdentifierUris) process.stderr.write(loopbackIdentifierWarning);
    return describe(origins, certificates, forge, async () => {
      await closeServers(servers);
      stateFile?.save();
    });
  } catch (error) {
    await closeServers(servers);
    throw error;
  }
}

/** @throws Error for what is no origin */
function publicNames({ httpsFrontChannel = false, publicUrl, publicFrontChannelUrl }: ListenOptions) {
  const front = httpsFrontChannel ? "https:" : "http:";
  return {
    httpsFrontChannel,
    ...(publicUrl === undefined ? {} : { publicUrl: publicOrigin("--public-url", publicUrl, "https:") }),
    ...(publicFrontChannelUrl === undefined
      ? {}
      : {
          publicFrontChannelUrl: publicOrigin("--public-front-channel-url", publicFrontChannelUrl, front),
        }),
  } satisfies OriginOptions;
}

async function bindBoth(
  channels: Channels,
  host: string,
  options: ListenOptions,
): Promise<{ back: number; front: number }> {
  const { backChannelPort = 8443, frontChannelPort = 8080, dangerouslyListenOn } = options;
  const { publicUrl, publicFrontChannelUrl } = options;
  const back = { host, port: backChannelPort, flag: "--back-channel-port" };
  const front = { host, port: frontChannelPort, flag: "--front-channel-port" };
  const ports = {
    back: await bindServer(channels.back.server, back),
    front: await bindServer(channels.front.server, front),
  };
  if (dangerouslyListenOn !== undefined) process.stderr.write(exposureWarning(dangerouslyListenOn));
  const ownNames = [publicUrl, publicFrontChannelUrl].filter((url) => url !== undefined);
  if (ownNames.length > 0) process.stderr.write(ownNameWarning(ownNames, dangerouslyListenOn ?? host));
  return ports;
}

function withControl(control: Control, answer: FetchHandler): FetchHandler {
  return async (request, caller) =>
    isControlRequest(new URL(request.url))
      ? answerControl(control, request, caller)
      : answer(request, caller);
}

function withPortal(portal: Portal, answer: FetchHandler): FetchHandler {
  return async (request, caller) =>
    isPortalRequest(new URL(request.url)) ? portal(request, caller) : answer(request, caller);
}

/** What a request has changed is on the disk when its answer leaves. An answer whose change cannot be kept becomes an error. */
function saving(stateFile: StateFile | undefined, answer: FetchHandler): FetchHandler {
  if (stateFile === undefined) return answer;
  return async (request, caller) => {
    const response = await answer(request, caller);
    stateFile.save();
    return response;
  };
}

function answerWith(respond: Responder): FetchHandler {
  return async (request, caller) =>
    (await respond(request, caller)) ??
    Response.json({ error: `mock-entra has nothing at ${new URL(request.url).pathname}` }, { status: 404 });
}

function describe(
  origins: Origins,
  { caPath, caPem }: DevelopmentCertificates,
  forge: Forge,
  close: () => Promise<void>,
): RunningMockEntra {
  return {
    authorityHost: origins.authority,
    frontChannelUrl: origins.frontChannel,
    portalUrl: `${origins.frontChannel}/portal`,
    graphBaseUrl: origins.graph,
    managedIdentityEnvironment: managedIdentityEnvironment(origins),
    caPath,
    caPem,
    forge,
    close,
  };
}
