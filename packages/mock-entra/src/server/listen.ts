import type { Control } from "../control/control.ts";
import { createResponder, type Responder } from "../create-responder.ts";
import { createForge, type Forge } from "../forge/create-forge.ts";
import {
  type ManagedIdentityEnvironment,
  managedIdentityEnvironment,
} from "../managed-identity/managed-identity-environment.ts";
import type { Origins } from "../origins.ts";
import { createPortal, isPortalRequest, type Portal } from "../portal/create-portal.ts";
import type { AllTenantsState } from "../state/create-state.ts";
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
  /** https, for applications. By default 8443; 0 means any free port. */
  backChannelPort?: number;
  /** http, for browsers. By default 8080; 0 means any free port. */
  frontChannelPort?: number;
  /** A loopback address: 127.0.0.1, which is the default, or ::1. */
  host?: string;
  /**
   * An address outside loopback, such as 0.0.0.0 in a container with published ports. Everybody who can reach
   * it can sign in as any user. The mock keeps its loopback names and answers to no others. The control API
   * stays on loopback.
   */
  dangerouslyListenOn?: string;
  /**
   * https for the pages, too, for clients that refuse an http authorization endpoint. Browsers then have to
   * trust the CA.
   */
  httpsFrontChannel?: boolean;
  /**
   * The back channel's name for applications, such as `https://mock-entra:8443` between containers. Issuer,
   * discovery and Graph have this name, and its certificate comes from a separate CA. Loopback names work as
   * well. The addresses that the mock listens on do not change.
   */
  publicUrl?: string;
  /**
   * The same for the pages, if the browser is in a container as well. The front channel then has only this
   * name.
   */
  publicFrontChannelUrl?: string;
  /** The folder of the development CA; by default the user's state directory. */
  certificateDirectory?: string;
  /**
   * Keeps the directories and the signing keys of all tenants in this file, across restarts. Its content replaces them at the
   * start. A change is written before its request is answered. The file contains private keys, passwords and
   * secrets, and only its owner may read it.
   */
  stateFile?: string;
}

/** A mock that other processes can reach. */
export interface RunningMockEntra {
  /** For MSAL's `authority` (add the tenant) and AZURE_AUTHORITY_HOST: `https://localhost:8443`. */
  authorityHost: string;
  /** The address of the sign-in pages: `http://127.0.0.1:8080`. */
  frontChannelUrl: string;
  /** The mock's own portal, where applications are registered: `http://127.0.0.1:8080/portal`. */
  portalUrl: string;
  /** For GRAPH_BASE_URL: no path, no slash at the end. */
  graphBaseUrl: string;
  /** For a process that should run as in App Service: IDENTITY_ENDPOINT and IDENTITY_HEADER. */
  managedIdentityEnvironment: ManagedIdentityEnvironment;
  /** The CA that clients have to trust, as a file and as text. */
  caPath: string;
  caPem: string;
  /** Access tokens of this authority with exactly one fault. */
  forge: Forge;
  close(): Promise<void>;
}

/**
 * Opens both ports on loopback.
 * @throws Error if the host is not loopback, a public URL is not an origin, or a port is in use
 */
export async function listen(
  control: Control,
  state: AllTenantsState,
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
    const answer = answerWith(createResponder(state, origins));
    const portal = createPortal(state, origins);
    const frontChannel = withControl({ ...control, forge }, withPortal(portal, answer));
    const backHosts = [...loopbackHosts(ports.back), new URL(origins.authority).host];
    channels.back.open(origins.authority, backHosts, saving(stateFile, answer));
    const frontHosts = [new URL(origins.frontChannel).host];
    channels.front.open(origins.frontChannel, frontHosts, saving(stateFile, frontChannel));
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

/** @throws Error if it is not an origin */
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

/**
 * The change of a request is on the disk before its answer is sent. If it cannot be written, the answer
 * becomes an error.
 */
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
