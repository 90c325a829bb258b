import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMockEntra, type Forge, seed, type Trace } from "@mcp-entra/mock-entra";
import type { AuthorizationServerKind } from "../attack.ts";
import { createSiteCertificate, openSite, type Site } from "./site.ts";

/** The surroundings of a server under attack: Entra and web sites. */
export interface World {
  /** The variables for a server, by the issuer of its tokens. */
  environments: Readonly<Record<AuthorizationServerKind, Readonly<Record<string, string>>>>;
  forge: Forge;
  /** What Entra and Graph have seen. */
  trace: Trace;
  /** How often Entra was asked for its keys. */
  keyRequests(): number;
  openSite(answer: RequestListener): Promise<Site>;
  close(): Promise<void>;
}

/** @param parent where Entra's certificate is kept, in a folder of its own. */
export async function createWorld(parent = tmpdir()): Promise<World> {
  const folder = mkdtempSync(join(parent, "attacks-"));
  const mock = createMockEntra();
  const entra = await mock.listen({
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: folder,
  });
  const siteCertificate = await createSiteCertificate();
  const { remote, api, client } = seed.applications;
  const shared = {
    AZURE_TENANT_ID: seed.tenant.id,
    AZURE_AUTHORITY_HOST: entra.authorityHost,
    GRAPH_BASE_URL: entra.graphBaseUrl,
    PORT: "0",
    // Servers that share a store also share its keys.
    SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
    TRUSTED_CERTIFICATES: [entra.caPem, siteCertificate.certificate].join("\n"),
  };
  return {
    environments: {
      self: {
        ...shared,
        AZURE_CLIENT_ID: remote.appId,
        AZURE_CLIENT_SECRET: remote.secret,
        // Small limits, so that an attack of a few seconds reaches them.
        LIMIT_UNUSED_CLIENTS: "100",
        LIMIT_PENDING_SIGN_INS: "100",
      },
      entra: {
        ...shared,
        AUTHORIZATION_SERVER: "entra",
        AZURE_CLIENT_ID: api.appId,
        AZURE_CLIENT_SECRET: api.secret,
        ENTRA_ALLOWED_CLIENTS: client.appId,
      },
    },
    forge: entra.forge,
    trace: mock.trace,
    keyRequests: () => mock.trace.entries().filter(({ endpoint }) => endpoint === "jwks").length,
    openSite: async (answer) => openSite(siteCertificate, answer),
    close: async () => {
      await entra.close();
      rmSync(folder, { recursive: true });
    },
  };
}
