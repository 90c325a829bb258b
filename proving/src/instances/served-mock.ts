import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMockEntra, seed } from "../../../packages/mock-entra/src/index.ts";

/** The mock on real ports, and the variables of a server that uses it for sign-ins. */
export async function serveMock() {
  const certificateDirectory = mkdtempSync(join(tmpdir(), "mock-entra-"));
  const entra = createMockEntra();
  const running = await entra.listen({ backChannelPort: 0, frontChannelPort: 0, certificateDirectory });
  return {
    environment: {
      AZURE_TENANT_ID: seed.tenant.id,
      AZURE_CLIENT_ID: seed.applications.remote.appId,
      AZURE_CLIENT_SECRET: seed.applications.remote.secret,
      AZURE_AUTHORITY_HOST: running.authorityHost,
      GRAPH_BASE_URL: running.graphBaseUrl,
      MOCK_ENTRA_CA: running.caPath,
      SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
    },
    close: async () => {
      await running.close();
      rmSync(certificateDirectory, { recursive: true });
    },
  };
}
