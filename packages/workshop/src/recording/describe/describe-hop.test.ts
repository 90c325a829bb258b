import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import GithubSlugger from "github-slugger";
import { describe, expect, it } from "vitest";
import { exchange } from "../../../test/support/exchanges.ts";
import { root } from "../../docs/pages.ts";
import { attackersPages, attackersRequests } from "./attacker.ts";
import { createDescriber, factsOfServers } from "./describe-hop.ts";
import { entra } from "./entra.ts";
import { sourceLine } from "./source-line.ts";

const all = [
  ...Object.entries(factsOfServers),
  ["entra", entra] as const,
  ["attacker", attackersRequests] as const,
  ["attacker's pages", attackersPages] as const,
].flatMap(([server, facts]) =>
  Object.entries(facts).map(([key, fact]) => Object.assign({ name: `${server}: ${key}` }, fact)),
);

/** The part of a link after the #, for a heading of a page. */
function headingsOf(page: string): string[] {
  const slugger = new GithubSlugger();
  const lines = readFileSync(page, "utf8").split("\n");
  return lines.flatMap((line) => /^#+ (.+)$/.exec(line)?.[1] ?? []).map((heading) => slugger.slug(heading));
}

describe("what is said of a hop", () => {
  it("has its source line: the file exports what is named", () => {
    const written = new Set(
      all.flatMap(({ source = "" }) => (source.startsWith("packages/") ? [source] : [])),
    );
    expect(written.size).toBeGreaterThan(20);
    for (const source of written) {
      const [file = "", number] = sourceLine(source)?.split(":") ?? [];
      expect(number, source).toMatch(/^\d+$/);
      const text = readFileSync(join(root, file), "utf8").split("\n")[Number(number) - 1];
      expect(text, source).toContain(source.split("#")[1]);
    }
  });

  it("has the file of an exercise's starter as its source, where the learner works", () => {
    const files = all.flatMap(({ source = "" }) => (source.startsWith("exercises/") ? [source] : []));
    expect(files.length).toBeGreaterThan(8);
    for (const file of files)
      expect(existsSync(join(root, file.replace("/work/", "/starter/"))), file).toBe(true);
  });

  it("has a page, and its heading", () => {
    for (const page of new Set(all.flatMap(({ page: each }) => each ?? []))) {
      const [file = "", heading] = page.split("#");
      const path = join(root, "docs/lesson", file);
      expect(existsSync(path), page).toBe(true);
      expect(heading === undefined || headingsOf(path).includes(heading), page).toBe(true);
    }
  });

  it("is said in one or two short sentences", () => {
    for (const { why, name } of all) expect(why, name).toMatch(/^[A-Z].{20,140}\.$/);
  });
});

describe("a hop", () => {
  const describeExchange = createDescriber();
  const call = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "getUserDetails" },
  });
  const authorization = "Bearer x";

  it.each([
    [
      "without a token",
      exchange({ response: { status: 401, headers: {}, body: null } }),
      1,
      "require-bearer-auth.ts",
    ],
    [
      "that calls a tool",
      exchange({ method: "POST", request: { headers: { authorization }, body: call } }),
      5,
      "get-user-details.ts",
    ],
    [
      "with a token that covers too little",
      exchange({
        request: { headers: { authorization }, body: call },
        response: { status: 403, headers: {}, body: null },
      }),
      null,
      "require-bearer-auth.ts",
    ],
    [
      "to the consent page",
      exchange({ from: "browser", url: "http://localhost/consent" }),
      2,
      "consent-route.ts",
    ],
    [
      "that exchanges Entra's code",
      exchange({
        from: "server",
        to: "entra",
        request: { headers: {}, body: "grant_type=authorization_code" },
        known: { endpoint: "token" },
      }),
      4,
      "mock-entra/src/endpoints/token.ts",
    ],
    [
      "on behalf of a user",
      exchange({
        from: "server",
        to: "entra",
        request: { headers: {}, body: "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer" },
        known: { endpoint: "token", server: "entra-tokens" },
      }),
      5,
      "mock-entra/src/endpoints/token.ts",
    ],
    ["to Graph", exchange({ from: "server", to: "graph" }), 6, "mock-entra/src/endpoints/graph/me.ts"],
    [
      "over stdio",
      exchange({ transport: "stdio", method: "tools/call", known: { server: "local" } }),
      1,
      "get-user-details-from-graph.ts",
    ],
  ])("%s has its step and its source", (_, each, step, source) => {
    const described = describeExchange(each);
    expect(described.step).toBe(step);
    expect(described.source).toContain(source);
  });

  it.each([
    ["server", "/auth/callback"],
    ["client", "/callback"],
  ] as const)("back to the %s says whether it brings a code or an error", (to, path) => {
    const back = (query: string): string =>
      describeExchange(exchange({ from: "browser", to, url: `http://localhost${path}?${query}` })).why;
    expect(back("code=x&state=y")).toMatch(/with a code/);
    expect(back("error=server_error&state=y")).toMatch(/with an error and without a code/);
  });

  it("of which nothing is known says who asks whom", () => {
    expect(describeExchange(exchange({ url: "http://localhost/elsewhere" }))).toEqual({
      step: null,
      why: "GET, from the MCP client to the MCP server.",
      page: null,
      source: null,
    });
  });

  it.each([
    ["accepted", 200, "The attacker sends a token, and the server accepts it.", "streamable-http.ts"],
    ["refused", 401, "The attacker sends a token. The server does not accept it.", "require-bearer-auth.ts"],
  ])("of an attacker is no step of the lesson, and says that it was %s", (_, status, why, source) => {
    const request = { headers: { authorization }, body: null };
    const described = describeExchange(
      exchange({ from: "attacker", request, response: { status, headers: {}, body: null } }),
    );
    expect(described).toMatchObject({ step: null, why });
    expect(described.source).toContain(source);
  });
});
