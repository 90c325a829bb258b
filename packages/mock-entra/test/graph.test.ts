import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { callGraph, denied, graphError, newTokens, unauthenticated } from "./support/graph.ts";
import { graph, jsonOf } from "./support/protocol.ts";

const entra = useMockEntra();
const { local, remote } = seed.applications;

describe("who may call", () => {
  test("no caller without a token", async () => {
    const response = await fetch(`${graph}/v1.0/me`);
    const answer = { status: response.status, headers: response.headers, body: await jsonOf(response) };
    expect(graphError(answer)).toEqual(unauthenticated(/^Access token is empty\.$/u));
    expect(response.headers.get("www-authenticate") ?? "").toMatch(
      /^Bearer realm="", authorization_uri=".+", client_id=".+"$/u,
    );
  });

  test("no caller with something that is not a token", async () => {
    expect(graphError(await callGraph("rubbish"))).toEqual(unauthenticated(/not well formed/u));
    expect(graphError(await callGraph("a.b.c"))).toEqual(unauthenticated(/Invalid audience or signature/u));
  });

  test("no caller with a token for another audience: the id token", async () => {
    expect(graphError(await callGraph((await newTokens())["id_token"]))).toEqual(
      unauthenticated(/Invalid audience or signature/u),
    );
  });

  test("no caller with a token that was altered", async () => {
    const [header, payload = "", signature] = String((await newTokens())["access_token"]).split(".");
    const altered = Buffer.from(payload, "base64url")
      .toString()
      .replace(seed.users.ada.id, seed.users.grace.id);
    const forged = [header, Buffer.from(altered).toString("base64url"), signature].join(".");
    expect(graphError(await callGraph(forged))).toEqual(unauthenticated(/signature/u));
  });

  test("no caller with a token that has expired, was withdrawn, or whose user is gone", async () => {
    const { access_token: expiring } = await newTokens();
    entra.clock.advance({ seconds: 5400 });
    expect(graphError(await callGraph(expiring))).toEqual(unauthenticated(/token is expired/u));
    const { access_token: withdrawn } = await newTokens();
    expect((await callGraph(withdrawn)).status).toBe(200);
    entra.expireAccessTokens();
    expect(graphError(await callGraph(withdrawn))).toEqual(unauthenticated(/token is expired/u));
    const { access_token: orphaned } = await newTokens();
    entra.directory.users.length = 0;
    expect(graphError(await callGraph(orphaned))).toEqual(unauthenticated(/calling user/u));
  });

  test("no caller without a fitting scope", async () => {
    for (const grant of entra.directory.oauth2PermissionGrants) grant.scope = "openid profile Mail.Send";
    const body = await newTokens({ scope: "openid Mail.Send" });
    expect(graphError(await callGraph(body["access_token"]))).toEqual(denied);
  });
});

describe("GET /me", () => {
  test("what is unset is null, not missing", async () => {
    const { body } = await callGraph((await newTokens({}, seed.users.alan))["access_token"]);
    expect(body).toMatchObject({
      jobTitle: null,
      mail: null,
      mobilePhone: null,
      officeLocation: null,
      businessPhones: [],
    });
  });

  test("$select takes known properties, and names the first unknown one", async () => {
    const { access_token: token } = await newTokens();
    const selected = await callGraph(token, "/v1.0/me?$select=displayName,%20department");
    expect(selected.body).toEqual({
      "@odata.context": `${graph}/v1.0/$metadata#users(displayName,department)/$entity`,
      displayName: "Ada Lovelace",
      department: "Analytical Engines",
    });
    for (const name of ["shoeSize", "passwordProfile"]) {
      expect(graphError(await callGraph(token, `/v1.0/me?$select=displayName,${name}`))).toEqual({
        status: 400,
        code: "BadRequest",
        message: expect.stringMatching(
          new RegExp(`Could not find a property named '${name}' on type 'microsoft.graph.user'`, "u"),
        ),
      });
    }
  });

  test("another method is not allowed", async () => {
    const { access_token: token } = await newTokens();
    expect(graphError(await callGraph(token, "/v1.0/me", { method: "DELETE" }))).toEqual({
      status: 405,
      code: "BadRequest",
      message: expect.stringMatching(/not allowed/u),
    });
  });

  test("an unknown path is not found, but only for those who may ask", async () => {
    const { access_token: token } = await newTokens();
    expect(graphError(await callGraph(token, "/v1.0/nothing"))).toEqual({
      status: 404,
      code: "ResourceNotFound",
      message: expect.stringMatching(/'nothing'/u),
    });
    expect(graphError(await callGraph("rubbish", "/v1.0/nothing"))).toEqual(
      unauthenticated(/not well formed/u),
    );
  });
});

test("the two applications' ids are stable", () => {
  expect([local.appId, remote.appId]).toEqual([
    "11111111-aaaa-4bbb-8ccc-000000000001",
    "22222222-aaaa-4bbb-8ccc-000000000002",
  ]);
});
