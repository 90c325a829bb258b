import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import {
  createMockEntra,
  type Forge,
  type ListenOptions,
  type MockEntra,
  type RunningMockEntra,
  seed,
} from "../../src/index.ts";
import { useMockEntra } from "../../src/vitest.ts";
import {
  acquireIdentityToken,
  acquireInAnotherProcess,
  type IdentityRequest,
  type IdentityToken,
} from "./managed-identity.ts";

/** The mock in one way of use: intercepted or served. */
export interface Deployment {
  entra: MockEntra;
  /** The authority's address without a tenant. */
  authorityHost(): string;
  graphBaseUrl(): string;
  /** Verifies with the issuer of this deployment. */
  forge(): Forge;
  /** Gets a token with MSAL in an environment that looks like App Service. */
  acquireIdentityToken(request: IdentityRequest): Promise<IdentityToken>;
  /** MSAL's `auth` fields, without the client's own fields. */
  msalAuthority(): { authority: string; knownAuthorities?: string[] };
}

/** Real host names, intercepted by msw. */
function useInProcess(): Deployment {
  const entra = useMockEntra();
  return {
    entra,
    acquireIdentityToken: async (request) => {
      for (const [name, value] of Object.entries(entra.managedIdentityEnvironment)) vi.stubEnv(name, value);
      return acquireIdentityToken(request).finally(() => {
        vi.unstubAllEnvs();
      });
    },
    authorityHost: () => "https://login.microsoftonline.com",
    graphBaseUrl: () => "https://graph.microsoft.com",
    forge: () => entra.forge,
    msalAuthority: () => ({ authority: `https://login.microsoftonline.com/${seed.tenant.id}` }),
  };
}

/** Real ports and real TLS. */
export function useServed(options: ListenOptions = {}): Deployment & { running(): RunningMockEntra } {
  const entra = createMockEntra();
  const directory = mkdtempSync(join(tmpdir(), "mock-entra-"));
  const trustedBefore = getCACertificates("default");
  let current: RunningMockEntra | undefined;
  const running = (): RunningMockEntra => {
    if (!current) throw new Error("The mock is not listening yet.");
    return current;
  };
  beforeAll(async () => {
    current = await entra.listen({
      backChannelPort: 0,
      frontChannelPort: 0,
      certificateDirectory: directory,
      ...options,
    });
    setDefaultCACertificates([...trustedBefore, current.caPem]);
  });
  afterEach(() => {
    entra.reset();
  });
  afterAll(async () => {
    await running().close();
    setDefaultCACertificates(trustedBefore);
    rmSync(directory, { recursive: true });
  });
  return {
    entra,
    running,
    authorityHost: () => running().authorityHost,
    graphBaseUrl: () => running().graphBaseUrl,
    forge: () => running().forge,
    acquireIdentityToken: (request) => acquireInAnotherProcess(running().managedIdentityEnvironment, request),
    msalAuthority: () => ({
      authority: `${running().authorityHost}/${seed.tenant.id}`,
      knownAuthorities: [new URL(running().authorityHost).host],
    }),
  };
}

/** Every flow has to give the same result in both. */
export const deployments = [
  { name: "in process", use: useInProcess },
  { name: "served", use: () => useServed() },
];
