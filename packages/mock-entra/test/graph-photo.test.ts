import { ConfidentialClientApplication } from "@azure/msal-node";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { deployments } from "./support/deployment.ts";
import { useMockEntra } from "../src/vitest.ts";
import { appOnlyToken, callGraph, denied, graphError, tokenWith } from "./support/graph.ts";
import { graph } from "./support/protocol.ts";

const { ada, grace } = seed.users;
/** The smallest PNG: one transparent pixel. Its bytes are not valid text in any encoding. */
const content =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const photo = { contentType: "image/png", width: 1, height: 1, content } as const;

describe("a user's photo", () => {
  const entra = useMockEntra();
  const bytesAt = async (token: string, path: string): Promise<string> => {
    const answer = await fetch(`https://graph.microsoft.com/v1.0${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.headers.get("content-type")).toBe("image/png");
    return Buffer.from(await answer.arrayBuffer()).toString("base64");
  };

  test("comes as it is in the directory, with its type", async () => {
    Object.assign(entra.directory.findUser(ada.id) ?? {}, { photo });
    expect(await bytesAt(await tokenWith(entra, "User.Read"), "/me/photo/$value")).toBe(content);
    const token = await tokenWith(entra, "User.ReadBasic.All", grace);
    expect(await bytesAt(token, `/users/${ada.userPrincipalName}/photo/$value`)).toBe(content);
    const { body } = await callGraph(token, `/v1.0/users/${ada.id}/photo`);
    expect(body).toMatchObject({ id: "1x1", width: 1, height: 1, "@odata.mediaContentType": "image/png" });
  });

  test("that is not there is 404 as bytes, and a GIF of one pixel as a description", async () => {
    const token = await tokenWith(entra, "User.Read");
    const answer = await callGraph(token, "/v1.0/me/photo/$value");
    expect(graphError(answer)).toMatchObject({ status: 404, code: "ImageNotFound" });
    const { body } = await callGraph(token, "/v1.0/me/photo");
    expect(body).toMatchObject({
      id: "1x1",
      "@odata.mediaContentType": "image/gif",
      "@odata.mediaEtag": "",
    });
  });

  test("of another user needs more than User.Read", async () => {
    const token = await tokenWith(entra, "User.Read");
    for (const path of [`/v1.0/users/${grace.id}/photo`, `/v1.0/users/${grace.id}/photo/$value`])
      expect(graphError(await callGraph(token, path)), path).toEqual(denied);
    const application = await appOnlyToken(entra, "User.ReadBasic.All");
    expect((await callGraph(application, `/v1.0/users/${grace.id}/photo`)).status).toBe(200);
  });

  test("has each size of Microsoft 365 up to its own, as a description and as bytes", async () => {
    Object.assign(entra.directory.findUser(ada.id) ?? {}, { photo: { ...photo, width: 100, height: 120 } });
    const token = await tokenWith(entra, "User.Read");
    const { body } = await callGraph(token, "/v1.0/me/photos");
    expect(body["value"]).toMatchObject(["48x48", "64x64", "96x96", "100x120"].map((id) => ({ id })));
    const small = await callGraph(token, "/v1.0/me/photos/48X48");
    expect(small.body).toMatchObject({ id: "48x48", width: 48, height: 48 });
    const there = [
      "/me/photos/96x96/$value",
      "/me/photo/48x48/$value",
      `/users/${ada.id}/photos/100x120/$value`,
    ];
    for (const path of there) expect(await bytesAt(token, path), path).toBe(content);
    const missing = [
      "photos/120x120",
      "photos/120x120/$value",
      "photos/large/$value",
      "photo/648x648/$value",
    ];
    for (const path of missing)
      expect(graphError(await callGraph(token, `/v1.0/me/${path}`)), path).toMatchObject({
        status: 404,
        code: "ImageNotFound",
      });
  });

  test("that is not there has no size", async () => {
    const token = await tokenWith(entra, "User.Read");
    expect((await callGraph(token, "/v1.0/me/photos")).body["value"]).toEqual([]);
    for (const path of ["photos/48x48", "photos/48x48/$value"])
      expect(graphError(await callGraph(token, `/v1.0/me/${path}`)), path).toMatchObject({ status: 404 });
  });

  test("is kept in a directory file, and never shown among the user's properties", async () => {
    Object.assign(entra.directory.findUser(ada.id) ?? {}, { photo });
    entra.importDirectory(structuredClone(entra.exportDirectory()));
    expect(entra.directory.findUser(ada.id)?.photo).toEqual(photo);
    const { body } = await callGraph(await tokenWith(entra, "User.Read"));
    expect(JSON.stringify(body)).not.toContain("photo");
  });
});

describe.each(deployments)("a photo, $name", ({ use }) => {
  const deployment = use();

  test("arrives byte by byte", async () => {
    const { entra } = deployment;
    Object.assign(entra.directory.findUser(ada.id) ?? {}, { photo });
    const { appId, secret } = seed.applications.remote;
    entra.directory.assignRole({ application: appId, on: graph, role: "User.Read.All" });
    const client = new ConfidentialClientApplication({
      auth: { clientId: appId, clientSecret: secret, ...deployment.msalAuthority() },
    });
    const token = await client.acquireTokenByClientCredential({ scopes: [`${graph}/.default`] });
    const answer = await fetch(`${deployment.graphBaseUrl()}/v1.0/users/${ada.id}/photo/$value`, {
      headers: { authorization: `Bearer ${token?.accessToken}` },
    });
    expect(Buffer.from(await answer.arrayBuffer()).toString("base64")).toBe(content);
  });
});
