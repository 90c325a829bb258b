import { describe, expect, test } from "vitest";
import { createMockEntra, InvalidInputError, seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { administratorClient, refusal } from "./support/administration.ts";
import { createBrowser } from "./support/browser.ts";
import { authorizeUrl } from "./support/protocol.ts";
import { pageOf } from "./support/sign-in.ts";

const { api, client, local, remote } = seed.applications;
const address = `https://tools.${seed.tenant.domain}/mcp`;

describe("an https address as App ID URI", () => {
  const entra = useMockEntra();
  const change = async (appId: string, body: unknown) => {
    const admin = await administratorClient(entra);
    return admin.api(`/applications(appId='${appId}')`).patch(body);
  };

  test("is taken from an API that gets version 2 tokens", async () => {
    await change(remote.appId, { identifierUris: [address] });
    expect(entra.directory.findApplication(remote.appId)?.identifierUris).toEqual([address]);
  });

  test("is refused to an API that gets version 1 tokens: the version comes first", async () => {
    expect(await refusal(change(local.appId, { identifierUris: [address] }))).toMatchObject({
      status: 400,
      message: expect.stringContaining("Set api.requestedAccessTokenVersion to 2 first"),
    });
    await change(local.appId, { api: { requestedAccessTokenVersion: 2 } });
    await change(local.appId, { identifierUris: [address] });
  });

  test("is taken from an API whose version 1 tokens have the client ID as audience (use_guid)", async () => {
    const accessToken = [{ name: "aud", additionalProperties: ["use_guid"] }];
    await change(local.appId, { optionalClaims: { accessToken } });
    await change(local.appId, { identifierUris: [address] });
    expect(entra.directory.findApplication(local.appId)?.identifierUris).toEqual([address]);
  });

  test.each([
    [`${address}/`, "must not end with a slash"],
    ["https://mcp.example.com/mcp", "must use a verified domain"],
    [`https://${seed.tenant.domain}@mcp.example.com/mcp`, "must use a verified domain"],
    [`https://mcp.${seed.tenant.domain}.example.com/mcp`, "must use a verified domain"],
    ["https://my-server.azurewebsites.net/mcp", "must use a verified domain"],
    [`https://mcp.${seed.tenant.domain}:8443/mcp`, "must use a verified domain"],
    ["http://localhost:3001/mcp", "Loopback cannot be verified"],
    ["https://localhost/mcp", "Loopback cannot be verified"],
    ["http://127.0.0.1:3001/mcp", "Loopback cannot be verified"],
    [`http://mcp.${seed.tenant.domain}/mcp`, "Invalid value"],
    [`api://${remote.appId}/`, "must not end with a slash"],
  ])("%s is refused", async (uri, reason) => {
    expect(await refusal(change(remote.appId, { identifierUris: [uri] }))).toMatchObject({
      status: 400,
      message: expect.stringContaining(reason),
    });
    expect(entra.directory.findApplication(remote.appId)?.identifierUris).toEqual([]);
  });

  test("a client that sends a loopback address as resource is refused", async () => {
    const scope = `${api.resource}/${api.scopes.toolsRead}`;
    const request = { client_id: client.appId, redirect_uri: "http://localhost:1", scope };
    const landing = await createBrowser().open(authorizeUrl({ ...request, resource: api.loopbackResource }));
    expect(JSON.stringify(landing)).toContain("AADSTS9010010");
  });

  test("a directory file with a loopback address is refused with the reason", () => {
    const file = structuredClone(entra.exportDirectory());
    file.applications[2]?.identifierUris.push(api.loopbackResource);
    expect(() => {
      entra.importDirectory(file);
    }).toThrow(InvalidInputError);
    expect(() => createMockEntra({ directory: file })).toThrow(
      /identifierUris: found "http:\/\/localhost:3001\/mcp"/u,
    );
  });
});

describe("with allowLoopbackIdentifierUris, which Entra does not have", () => {
  const entra = useMockEntra({ allowLoopbackIdentifierUris: true });

  test("the seed's API has the remote server's address, and clients can send it as resource", async () => {
    const scope = `${api.loopbackResource}/${api.scopes.toolsRead}`;
    const request = { client_id: client.appId, redirect_uri: "http://localhost:1", scope };
    const landing = await createBrowser().open(authorizeUrl({ ...request, resource: api.loopbackResource }));
    expect(pageOf(landing).html).toContain("Sign in");
  });

  test("an API takes another one, without a slash at the end, and a file may have it", async () => {
    const admin = await administratorClient(entra);
    const path = `/applications(appId='${remote.appId}')`;
    await admin.api(path).patch({ identifierUris: ["http://localhost:4000/mcp"] });
    expect(
      await refusal(admin.api(path).patch({ identifierUris: ["http://localhost:5000/"] })),
    ).toMatchObject({
      code: "HostNameNotOnVerifiedDomain",
    });
    entra.importDirectory(entra.exportDirectory());
    expect(entra.directory.findApplication(remote.appId)?.identifierUris).toEqual([
      "http://localhost:4000/mcp",
    ]);
  });

  test("a reset keeps it", () => {
    entra.reset();
    expect(entra.directory.findApplication(api.appId)?.identifierUris).toContain(api.loopbackResource);
  });
});
