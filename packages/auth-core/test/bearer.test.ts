import { describe, expect, it } from "vitest";
import {
  bearerChallenge,
  type BearerCheck,
  type BearerRequest,
  checkBearer,
  type TokenVerdict,
} from "../src/index.ts";

interface Caller {
  scopes: string[];
}

/** A check that gives this verdict for every token. `asked` lists the tokens, and `reports` counts the lines of the log. */
function checkWith(verdict: TokenVerdict<Caller>) {
  const seen = { asked: [] as string[], reports: 0 };
  const check: BearerCheck<Caller> = {
    verify: async (token) => {
      seen.asked.push(token);
      return verdict.kind === "good" ? verdict : { ...verdict, report: () => void (seen.reports += 1) };
    },
    requiredScopes: ["Read"],
    baseScopes: ["Read", "List"],
    resourceMetadataUrl: "https://mcp.example.com/metadata",
    nameOfScope: (scope) => `api://things/${scope}`,
  };
  const decide = async (more: Partial<BearerRequest> = {}) =>
    checkBearer({ authorization: "Bearer token", ...more }, check);
  return { seen, decide };
}

/** The failed attempts of an address: `before` this request, and those that the request adds. */
function failuresOf(areTooMany: boolean) {
  const counted = { failures: 0 };
  return { counted, areTooMany: () => areTooMany, count: () => void (counted.failures += 1) };
}

const good = (...scopes: string[]): TokenVerdict<Caller> => ({ kind: "good", caller: { scopes } });

describe("the header of a request", () => {
  it.each(["Bearer a.b-c_d~e+f/g==", "bearer token", "BEARER   token"])(
    "“%s” has a token",
    async (header) => {
      const { seen, decide } = checkWith(good("Read"));
      expect(await decide({ authorization: header })).toMatchObject({ kind: "accepted" });
      expect(seen.asked).toEqual([header.split(/ +/)[1]]);
    },
  );

  it.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "Bearertoken",
    "Basic dXNlcjpwYXNz",
    "Negotiate Bearer token",
    "Bearer token another",
    "Bearer token, Bearer another",
    'Bearer "token"',
    "Bearer tökén",
  ])("“%s” has none: no check, and a challenge without an error", async (header) => {
    const { seen, decide } = checkWith(good("Read"));
    expect(await decide({ authorization: header })).toEqual({
      kind: "refused",
      status: 401,
      headers: {
        "WWW-Authenticate":
          'Bearer scope="api://things/Read api://things/List", resource_metadata="https://mcp.example.com/metadata"',
      },
      body: { error: "unauthorized", error_description: "Sign in first." },
    });
    expect(seen.asked).toEqual([]);
  });
});

describe("a token that is wrong", () => {
  it("is refused, counted and reported", async () => {
    const { seen, decide } = checkWith({ kind: "bad" });
    const failures = failuresOf(false);
    const decision = await decide({ failures });
    expect(decision).toMatchObject({ status: 401, body: { error: "invalid_token" } });
    expect([failures.counted.failures, seen.reports]).toEqual([1, 1]);
  });

  it("of an address with too many failures gets 429, is counted, and fills no log", async () => {
    const { seen, decide } = checkWith({ kind: "bad" });
    const failures = failuresOf(true);
    const decision = await decide({ failures });
    expect(decision).toMatchObject({ status: 429, headers: { "Retry-After": "60" } });
    expect([failures.counted.failures, seen.reports]).toEqual([1, 0]);
  });

  it("but has only expired still leads to a refresh, also from such an address", async () => {
    const { seen, decide } = checkWith({ kind: "bad", isExpired: true });
    expect(await decide({ failures: failuresOf(true) })).toMatchObject({
      status: 401,
      headers: { "WWW-Authenticate": expect.stringContaining('error="invalid_token"') },
    });
    expect(seen.reports).toBe(0);
  });

  it("is refused also if failures are not counted", async () => {
    expect(await checkWith({ kind: "bad" }).decide()).toMatchObject({ status: 401 });
  });
});

describe("a token that cannot be checked now", () => {
  it("gets 503 and a time to come back, a line in the log, and is not counted as wrong", async () => {
    const { seen, decide } = checkWith({ kind: "undecided" });
    const failures = failuresOf(true);
    const decision = await decide({ failures });
    expect(decision).toMatchObject({ status: 503, headers: { "Retry-After": "5" } });
    expect(decision).not.toHaveProperty("headers.WWW-Authenticate");
    expect([failures.counted.failures, seen.reports]).toEqual([0, 1]);
  });
});

describe("a good token", () => {
  it("is accepted from an address with too many failures, and is not counted", async () => {
    const failures = failuresOf(true);
    const decision = await checkWith(good("List", "Read")).decide({ failures });
    expect(decision).toEqual({ kind: "accepted", caller: { scopes: ["List", "Read"] } });
    expect(failures.counted.failures).toBe(0);
  });

  it.each<[string, string[], string]>([
    ["without scopes", [], "api://things/Read"],
    ["with another scope", ["List"], "api://things/List api://things/Read"],
    ["with another scope twice", ["List", "List"], "api://things/List api://things/Read"],
    ["with the scope in other letters", ["read"], "api://things/read api://things/Read"],
  ])("%s is sent to sign in for all scopes that it then needs", async (_what, scopes, needed) => {
    const decision = await checkWith(good(...scopes)).decide();
    expect(decision).toMatchObject({
      status: 403,
      headers: { "WWW-Authenticate": expect.stringContaining(`scope="${needed}"`) },
      body: { error: "insufficient_scope" },
    });
  });
});

it("what Entra demands is in the header as base64, so that its quotation marks end no value", () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  const { header } = bearerChallenge({
    error: "insufficient_claims",
    scopes: ["Read"],
    resourceMetadataUrl: "https://mcp.example.com/metadata",
    claims,
  });
  const [, value = ""] = /, claims="([\w+/=]+)", scope="Read"/.exec(header) ?? [];
  expect(Buffer.from(value, "base64").toString()).toBe(claims);
});
