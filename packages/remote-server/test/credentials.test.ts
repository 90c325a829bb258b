import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClientCertificate, seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { register, signInByHand } from "./support/by-hand.ts";
import { connectAs, displayName } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
const folder = mkdtempSync(join(tmpdir(), "server-credentials-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.unstubAllEnvs());
const withoutSecret = { AZURE_CLIENT_SECRET: "" };

function registerWithEntra(certificate: Awaited<ReturnType<typeof createClientCertificate>>): void {
  const application = entra.directory.applications.find(
    ({ appId }) => appId === seed.applications.remote.appId,
  );
  application?.keyCredentials.push(certificate.keyCredential);
}

/** Signs Ada in and gets her name from Graph. This needs the credential once. */
async function nameWith(environment: Record<string, string>): Promise<unknown> {
  const server = await startTestServer({ ...withoutSecret, ...environment });
  const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
  return displayName(client);
}

describe("without a client secret, the server signs users in", () => {
  it("by a certificate, and by its successor without a restart", async () => {
    const [before, after] = await Promise.all([createClientCertificate(), createClientCertificate()]);
    const path = join(folder, "app.pem");
    writeFileSync(path, before.certificate + before.privateKey);
    registerWithEntra(before);
    const server = await startTestServer({ ...withoutSecret, AZURE_CLIENT_CERTIFICATE_PATH: path });
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    expect(await displayName(client)).toBe("Ada Lovelace");
    // The credential is renewed: the new one is registered, and the old one is removed.
    entra.reset();
    registerWithEntra(after);
    writeFileSync(path, after.certificate + after.privateKey);
    const { client: next } = await connectAs(seed.users.grace, server.endpoints, "streamable-http");
    expect(await displayName(next)).toBe("Grace Hopper");
    expect(server.bugs).toEqual([]);
  });

  it("by a token file that the platform keeps fresh", async () => {
    const path = join(folder, "token");
    const { workload } = entra.federatedIssuers;
    writeFileSync(path, await workload.issueToken({ lifetimeSeconds: -3_600 }));
    const server = await startTestServer({ ...withoutSecret, AZURE_FEDERATED_TOKEN_FILE: path });
    const clientId = await register(server.endpoints);
    const refused = await signInByHand(server.endpoints, clientId, seed.users.ada);
    expect(refused.get("error")).toBe("server_error");
    writeFileSync(path, await workload.issueToken());
    const { client } = await connectAs(seed.users.ada, server.endpoints, "streamable-http");
    expect(await displayName(client)).toBe("Ada Lovelace");
  });

  it("by its managed identity, with no secret anywhere", async () => {
    for (const [name, value] of Object.entries(entra.managedIdentityEnvironment)) vi.stubEnv(name, value);
    // MSAL keeps this identity's token for the whole process, so it asks for none if another test file of this process has got one.
    const name = await nameWith({ AZURE_MANAGED_IDENTITY_CLIENT_ID: seed.managedIdentity.clientId });
    expect(name).toBe("Ada Lovelace");
  });
});

describe("a credential that Entra does not know", () => {
  it("ends the sign-in with an OAuth error, and the log has Entra's number", async () => {
    const stranger = await createClientCertificate();
    const path = join(folder, "stranger.pem");
    writeFileSync(path, stranger.certificate + stranger.privateKey);
    const server = await startTestServer({ ...withoutSecret, AZURE_CLIENT_CERTIFICATE_PATH: path });
    const answer = await signInByHand(server.endpoints, await register(server.endpoints), seed.users.ada);
    expect(answer.get("error")).toBe("server_error");
    expect(server.eventsNamed("sign_in_failed")).toMatchObject([{ entraCode: 700_027 }]);
  });

  it("a token file that has vanished is the operator's to hear of, not the user's", async () => {
    const path = join(folder, "vanishing");
    writeFileSync(path, await entra.federatedIssuers.workload.issueToken());
    const server = await startTestServer({ ...withoutSecret, AZURE_FEDERATED_TOKEN_FILE: path });
    rmSync(path);
    const answer = await signInByHand(server.endpoints, await register(server.endpoints), seed.users.ada);
    expect(answer.get("error")).toBe("server_error");
    expect(answer.get("error_description")).not.toContain(path);
    expect(server.bugs).toMatchObject([{ message: expect.stringContaining("AZURE_FEDERATED_TOKEN_FILE") }]);
  });
});
