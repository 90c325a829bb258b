import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClientCertificate, seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { callByHand } from "./support/by-hand.ts";
import { api, request, startEntraServer } from "./support/entra-tokens.ts";
import { generations } from "./support/generations.ts";

const entra = useMockEntra();
const folder = mkdtempSync(join(tmpdir(), "on-behalf-of-credentials-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.unstubAllEnvs());

/** The answer of `getUserDetails` from a server with these credentials, which it needs for the exchange. */
async function answerWith(environment: Record<string, string>): Promise<unknown> {
  const { endpoints } = await startEntraServer(entra, { AZURE_CLIENT_SECRET: "", ...environment });
  const response = await callByHand(endpoints, await entra.forge.valid(request), "getUserDetails");
  return response.json();
}

const ada = { result: { structuredContent: { displayName: "Ada Lovelace" } } };

describe("without a client secret, the server acts on behalf of users", () => {
  it("by a certificate", async () => {
    const { certificate, privateKey, keyCredential } = await createClientCertificate();
    const path = join(folder, "app.pem");
    writeFileSync(path, certificate + privateKey);
    entra.directory.findApplication(api.appId)?.keyCredentials.push(keyCredential);
    expect(await answerWith({ AZURE_CLIENT_CERTIFICATE_PATH: path })).toMatchObject(ada);
  });

  it("by a token file that the platform keeps fresh", async () => {
    const path = join(folder, "token");
    writeFileSync(path, await entra.federatedIssuers.workload.issueToken());
    expect(await answerWith({ AZURE_FEDERATED_TOKEN_FILE: path })).toMatchObject(ada);
  });

  it("by its managed identity", async () => {
    for (const [name, value] of Object.entries(entra.managedIdentityEnvironment)) vi.stubEnv(name, value);
    const identity = { AZURE_MANAGED_IDENTITY_CLIENT_ID: seed.managedIdentity.clientId };
    expect(await answerWith(identity)).toMatchObject(ada);
  });
});

describe.each(generations)("a demand of Graph's, in MCP %s", (generation) => {
  const demand = JSON.stringify({ access_token: { acrs: { essential: true, value: "c1" } } });

  /** From now on, Graph requires the authentication context c1. */
  function protectGraph(): void {
    const realFetch = globalThis.fetch;
    onTestFinished(() => void (globalThis.fetch = realFetch));
    globalThis.fetch = async (input, init) => {
      const url = new Request(input, init).url;
      if (!url.startsWith("https://graph.microsoft.com/")) return realFetch(input, init);
      const claims = Buffer.from(demand).toString("base64");
      const challenge = `Bearer realm="", error="insufficient_claims", claims="${claims}"`;
      const error = { code: "InvalidAuthenticationToken", message: "More is needed." };
      return Response.json({ error }, { status: 401, headers: { "www-authenticate": challenge } });
    };
  }

  it("goes to Entra with the exchange, and to the client when Entra cannot meet it", async () => {
    const { endpoints } = await startEntraServer(entra);
    protectGraph();
    const token = await entra.forge.valid(request);
    const response = await callByHand(endpoints, token, "getUserDetails", {}, generation);
    expect(response.status).toBe(401);
    const challenge = response.headers.get("www-authenticate") ?? "";
    expect(challenge).toContain('error="insufficient_claims"');
    const claims = /claims="([^"]+)"/.exec(challenge)?.[1] ?? "";
    expect(JSON.parse(Buffer.from(claims, "base64").toString())).toHaveProperty("access_token");
    expect(await response.json()).toMatchObject({ error: "insufficient_claims" });
  });
});
