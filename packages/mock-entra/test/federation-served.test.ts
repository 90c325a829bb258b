import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { applicationOf } from "./support/api.ts";
import { useServed } from "./support/deployment.ts";
import { jsonOf } from "./support/protocol.ts";

const deployment = useServed();
const { remote } = seed.applications;
const directory = mkdtempSync(join(tmpdir(), "mock-entra-"));

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function control(name: string, init: RequestInit = {}) {
  return fetch(`${deployment.running().frontChannelUrl}/_mock/${name}`, {
    ...init,
    headers: { "x-mock-entra-control": "1" },
  });
}

/** Reads the file for every request, like a server in a cluster, because the cluster replaces the file. */
async function authenticateBy(file: string) {
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: remote.appId,
      clientAssertion: () => Promise.resolve(readFileSync(file, "utf8")),
      ...deployment.msalAuthority(),
    },
  });
  return client.acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
}

function writeToken(token: string): string {
  const file = join(directory, "token");
  writeFileSync(file, token);
  return file;
}

test("another process gets a federated token file, and MSAL authenticates by it", async () => {
  const response = await control("federated-token");
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/u);
  expect((await authenticateBy(writeToken(await response.text())))?.accessToken).toEqual(expect.any(String));
});

test("a token of another subject, another audience, or a time that is over can be asked for", async () => {
  const refusedBy = async (query: string) => {
    const token = await (await control(`federated-token?${query}`)).text();
    return authenticateBy(writeToken(token)).catch((error: unknown) => error);
  };
  expect(await refusedBy("subject=another")).toMatchObject({ errorNo: 700213 });
  expect(await refusedBy("audience=api://somewhere")).toMatchObject({ errorNo: 700212 });
  expect(await refusedBy("lifetimeSeconds=-600")).toMatchObject({ errorNo: 700024 });
});

test("another process can bring an identity provider of its own", async () => {
  const issuer = "https://idp.example";
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const { kty, n, e } = await exportJWK(publicKey);
  const keys = { keys: [{ kty, n, e, kid: "1" }] };
  const registered = await control("federated-issuers", {
    method: "POST",
    body: JSON.stringify({ issuer, keys }),
  });
  expect(registered.status).toBe(204);
  applicationOf(deployment.entra, remote.appId).federatedIdentityCredentials.push({
    id: "b2e3d4c5-0009-4000-8000-0000000000b9",
    name: "own",
    issuer,
    subject: "server",
    audiences: ["api://AzureADTokenExchange"],
    description: null,
  });
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "RS256", kid: "1" })
    .setIssuer(issuer)
    .setSubject("server")
    .setAudience("api://AzureADTokenExchange")
    .setExpirationTime("10m")
    .sign(privateKey);
  expect((await authenticateBy(writeToken(token)))?.accessToken).toEqual(expect.any(String));
});

test.each([
  ["an issuer that is no https URL", { issuer: "http://idp.example", keys: { keys: [] } }],
  ["no keys", { issuer: "https://idp.example" }],
  ["a secret for a key", { issuer: "https://idp.example", keys: { keys: [{ kty: "oct", k: "AAAA" }] } }],
])("%s is not registered", async (_, body) => {
  const response = await control("federated-issuers", { method: "POST", body: JSON.stringify(body) });
  expect([response.status, (await jsonOf(response))["error"]]).toEqual([
    400,
    expect.stringContaining("body."),
  ]);
});
