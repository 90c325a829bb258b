import {
  BatchRequestContent,
  type BatchRequestStep,
  BatchResponseContent,
  Client,
} from "@microsoft/microsoft-graph-client";
import { describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { callGraph, graphError, tokenWith, unauthenticated } from "./support/graph.ts";

const entra = useMockEntra();
const { ada, grace } = seed.users;

interface Step {
  id: string;
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  dependsOn?: string[];
}

function get(id: string, url: string, more: Partial<Step> = {}): Step {
  return { id, method: "GET", url, ...more };
}

function send(token: string, requests: unknown) {
  return callGraph(token, "/v1.0/$batch", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ requests }),
  });
}

/** The answers by id. */
async function answersTo(token: string, ...steps: Step[]) {
  const { status, body } = await send(token, steps);
  const { responses } = body;
  if (status !== 200 || !Array.isArray(responses)) throw new Error(JSON.stringify(body));
  const answers: { id: string; status: number; body?: Record<string, unknown> }[] = responses;
  return Object.fromEntries(answers.map((answer) => [answer.id, answer]));
}

describe("$batch", () => {
  test("of the Graph client, unmodified: one request, and an answer for each", async () => {
    const token = await tokenWith(entra, "User.Read User.ReadBasic.All");
    const client = Client.init({ authProvider: (done) => done(null, token) });
    // The client uses only its path, which is relative to the version.
    const step = (id: string, path: string): BatchRequestStep => ({
      id,
      request: new Request(`https://graph.microsoft.com${path}`),
    });
    const content = new BatchRequestContent([step("me", "/me"), step("other", `/users/${grace.id}`)]);
    const answered = new BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
    expect(await answered.getResponseById("me").json()).toMatchObject({ displayName: ada.displayName });
    expect(await answered.getResponseById("other").json()).toMatchObject({ displayName: grace.displayName });
  });

  test("says 200 itself whatever its requests get, each with its own status and shape", async () => {
    const token = await tokenWith(entra, "User.Read");
    const answers = await answersTo(
      token,
      get("1", "/me?$select=displayName"),
      get("2", "users"),
      get("3", "/teams"),
      get("4", "/me", { method: "DELETE" }),
    );
    expect(answers).toMatchObject({
      1: { status: 200, body: { displayName: ada.displayName } },
      2: { status: 403, body: { error: { code: "Authorization_RequestDenied" } } },
      3: { status: 404, body: { error: { code: "ResourceNotFound" } } },
      4: { status: 405 },
    });
  });

  test("takes headers and a body, and answers without one where there is none", async () => {
    const token = await tokenWith(entra, "User.ReadBasic.All Mail.Send");
    const json = { "Content-Type": "application/json" };
    const message = {
      subject: "Hello",
      toRecipients: [{ emailAddress: { address: ada.userPrincipalName } }],
    };
    const answers = await answersTo(
      token,
      get("count", "/users?$count=true&$filter=displayName ne 'Ada Lovelace'", {
        headers: { ConsistencyLevel: "eventual" },
      }),
      { id: "mail", method: "POST", url: "/me/sendMail", headers: json, body: { message } },
    );
    expect(answers["count"]?.body).toMatchObject({ "@odata.count": 2 });
    expect(answers["mail"]).toMatchObject({ status: 202 });
    expect(answers["mail"]).not.toHaveProperty("body");
    expect(entra.sentMail.entries()).toHaveLength(1);
  });

  test("a photo is base64 in it", async () => {
    const photo = { contentType: "image/gif", width: 1, height: 1, content: "R0lGODlhAQABAAAAACw=" };
    Object.assign(entra.directory.findUser(ada.id) ?? {}, { photo });
    const token = await tokenWith(entra, "User.Read");
    expect((await answersTo(token, get("1", "/me/photo/$value")))["1"]).toMatchObject({
      status: 200,
      headers: { "Content-Type": "image/gif" },
      body: photo.content,
    });
  });

  test("dependsOn orders the requests, and 424 follows a failure all the way", async () => {
    const token = await tokenWith(entra, "User.Read");
    const answers = await answersTo(
      token,
      get("3", "/me", { dependsOn: ["2"] }),
      get("2", "/me", { dependsOn: ["1"] }),
      get("1", "/teams"),
      get("4", "/me"),
    );
    expect(Object.entries(answers).map(([id, { status }]) => [id, status])).toEqual([
      ["1", 404],
      ["2", 424],
      ["3", 424],
      ["4", 200],
    ]);
    const asked = entra.trace.entries().filter(({ endpoint }) => endpoint.startsWith("graph-"));
    expect(asked.map(({ endpoint }) => endpoint)).toEqual(["graph-unknown", "graph-me", "graph-batch"]);
  });

  test("is not possible in a batch, nor is an address of another service", async () => {
    const token = await tokenWith(entra, "User.Read");
    const answers = await answersTo(
      token,
      get("1", "/$batch", { method: "POST", body: {}, headers: { "Content-Type": "application/json" } }),
      get("2", "/../../common/discovery/v2.0/keys"),
      get("3", "https://graph.microsoft.com/v1.0/me"),
    );
    expect([answers["1"]?.status, answers["2"]?.status, answers["3"]?.status]).toEqual([404, 400, 404]);
  });

  test("a request has the token of the batch, and no other", async () => {
    const token = await tokenWith(entra, "User.Read");
    const other = await tokenWith(entra, "User.Read", grace);
    const answers = await answersTo(
      token,
      get("1", "/me", { headers: { Authorization: `Bearer ${other}` } }),
    );
    expect(answers["1"]?.body).toMatchObject({ displayName: ada.displayName });
    expect(graphError(await send("nonsense", [get("1", "/me")]))).toMatchObject(unauthenticated(/IDX14100/u));
  });

  const many = Array.from({ length: 21 }, (_, index) => get(String(index), "/me"));
  test.each<[string, unknown, string]>([
    ["21 requests", many, "MaximumValueExceeded"],
    ["no requests", [], "BadRequest"],
    ["no list", { id: "1" }, "BadRequest"],
    ["a request without a method", [{ id: "1", url: "/me" }], "BadRequest"],
    ["two requests with one id, in another case", [get("a", "/me"), get("A", "/me")], "BadRequest"],
    ["a dependency that is not there", [get("1", "/me", { dependsOn: ["2"] })], "BadRequest"],
    [
      "a circle",
      [get("1", "/me", { dependsOn: ["2"] }), get("2", "/me", { dependsOn: ["1"] })],
      "BadRequest",
    ],
    ["a POST without a body", [{ id: "1", method: "POST", url: "/me/sendMail" }], "BadRequest"],
    ["a body without its type", [{ id: "1", method: "POST", url: "/me/sendMail", body: {} }], "BadRequest"],
  ])("%s: the whole batch is refused, and nothing of it is done", async (_name, requests, code) => {
    const token = await tokenWith(entra, "User.Read");
    expect(graphError(await send(token, requests))).toMatchObject({ status: 400, code });
    expect(entra.trace.entries().filter(({ endpoint }) => endpoint === "graph-me")).toEqual([]);
  });

  test("20 requests are not too many", async () => {
    const token = await tokenWith(entra, "User.Read");
    expect(Object.keys(await answersTo(token, ...many.slice(0, 20)))).toHaveLength(20);
  });
});
