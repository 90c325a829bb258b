import { beforeEach, describe, expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { useServed } from "./support/deployment.ts";
import {
  authority,
  entraError,
  graph,
  invalidClient,
  invalidGrant,
  invalidRequest,
  newPkce,
  obtainCode,
  type Parameters,
  postToken,
  redeem,
  refresh,
} from "./support/protocol.ts";

const { local, remote } = seed.applications;
const page = "http://localhost:5173";
const redirectUri = `${page}/spa`;
const tenantUrl = `${authority}/${seed.tenant.id}`;

function sharing(headers: Headers) {
  return {
    origin: headers.get("access-control-allow-origin"),
    methods: headers.get("access-control-allow-methods"),
    credentials: headers.get("access-control-allow-credentials"),
  };
}
const withEverybody = (methods: string) => ({ origin: "*", methods, credentials: null });
const withNobody = { origin: null, methods: null, credentials: null };

describe("what a page of another origin may read", () => {
  const entra = useMockEntra();
  beforeEach(() => {
    entra.directory.findApplication(local.appId)?.spa.redirectUris.push(redirectUri);
  });

  /** The single-page application signs in and redeems its code, as its page does. */
  async function spaRedeems(parameters: Parameters = {}) {
    const { verifier, challenge } = newPkce();
    const client = { client_id: local.appId, redirect_uri: redirectUri };
    const code = await obtainCode({ ...client, code_challenge: challenge, code_challenge_method: "S256" });
    return redeem(
      code,
      { ...client, client_secret: undefined, code_verifier: verifier, ...parameters },
      { headers: { origin: page } },
    );
  }

  test.each([
    `${tenantUrl}/v2.0/.well-known/openid-configuration`,
    `${tenantUrl}/discovery/v2.0/keys`,
    `${authority}/common/discovery/instance?authorization_endpoint=${tenantUrl}/oauth2/v2.0/authorize`,
  ])("discovery and keys, with or without an Origin: %s", async (url) => {
    expect(sharing((await fetch(url)).headers)).toEqual(withEverybody("GET, OPTIONS"));
    const asked = await fetch(url, { headers: { origin: page } });
    expect(sharing(asked.headers)).toEqual(withEverybody("GET, OPTIONS"));
  });

  test("the tokens of a single-page application, and the headers that msal-browser reads", async () => {
    const { status, headers } = await spaRedeems();
    expect(status).toBe(200);
    expect(sharing(headers)).toEqual(withEverybody("POST, OPTIONS"));
    expect(headers.get("access-control-expose-headers")).toBe(
      "Content-Length,Content-Encoding,x-ms-request-id,x-ms-srs",
    );
  });

  test("why a single-page application is refused", async () => {
    const answer = await spaRedeems({ code_verifier: newPkce().verifier });
    expect(entraError(answer)).toEqual(invalidGrant(501481));
    expect(sharing(answer.headers)).toEqual(withEverybody("POST, OPTIONS"));
  });

  test("not why another client is refused: AADSTS9002326 is in the answer, and the browser keeps it", async () => {
    const answer = await redeem(await obtainCode(), {}, { headers: { origin: page } });
    expect(entraError(answer)).toEqual(invalidRequest(9002326));
    expect(sharing(answer.headers)).toEqual(withNobody);
  });

  test("not the answers to a client that has no single-page application's redirect URI", async () => {
    const options = { headers: { origin: page } };
    const answer = await redeem(await obtainCode(), { client_secret: "wrong" }, options);
    expect(entraError(answer)).toEqual(invalidClient(7000215));
    expect(sharing(answer.headers)).toEqual(withNobody);
  });

  test("Graph's answers and refusals, for every caller that sends an Origin", async () => {
    const { body } = await spaRedeems({ scope: "User.Read" });
    const headers = { authorization: `Bearer ${String(body["access_token"])}`, origin: page };
    const me = await fetch(`${graph}/v1.0/me`, { headers });
    expect([me.status, sharing(me.headers)]).toEqual([200, withEverybody("GET, OPTIONS")]);
    expect(me.headers.get("access-control-expose-headers")).toContain("Retry-After");
    const refused = await fetch(`${graph}/v1.0/me`, { headers: { origin: page } });
    expect([refused.status, sharing(refused.headers)]).toEqual([401, withEverybody("GET, OPTIONS")]);
    expect(sharing((await fetch(`${graph}/v1.0/me`)).headers)).toEqual(withNobody);
  });

  test("a preflight is answered, and lets the headers through that it asks for", async () => {
    for (const [url, method] of [
      [`${tenantUrl}/oauth2/v2.0/token`, "POST"],
      [`${tenantUrl}/discovery/v2.0/keys`, "GET"],
      [`${graph}/v1.0/me`, "GET"],
    ] as const) {
      const headers = {
        origin: page,
        "access-control-request-method": method,
        "access-control-request-headers": "authorization,sdkversion",
      };
      const preflight = await fetch(url, { method: "OPTIONS", headers });
      expect([preflight.status, sharing(preflight.headers)], url).toEqual([
        200,
        withEverybody(`${method}, OPTIONS`),
      ]);
      expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization,sdkversion");
    }
  });

  test("no page of the sign-in, and no device code", async () => {
    for (const path of ["oauth2/v2.0/authorize", "oauth2/v2.0/logout", "oauth2/v2.0/devicecode"]) {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const answer = await fetch(`${tenantUrl}/${path}`, { method, headers: { origin: page } });
        expect(sharing(answer.headers), `${method} ${path}`).toEqual(withNobody);
      }
    }
  });

  test("a method that is refused is not among those that the refusal names", async () => {
    const messageOf = async (path: string) => {
      const answer = await fetch(`${tenantUrl}/${path}`, { method: "PUT" });
      return /only accepts (?<methods>.+) requests/u.exec(await answer.text())?.groups?.["methods"];
    };
    expect(await messageOf("oauth2/v2.0/token")).toBe("POST, OPTIONS");
    expect(await messageOf("oauth2/v2.0/devicecode")).toBe("POST");
  });

  test.each(["code", "refresh_token"])(
    "a %s of a single-page application that is forgotten is invalid_grant, and no secret is asked for",
    async (kind) => {
      const client = { client_id: local.appId, redirect_uri: redirectUri, client_secret: undefined };
      const form = kind === "code" ? { ...client, grant_type: "authorization_code" } : client;
      const options = { headers: { origin: page } };
      const answer =
        kind === "code"
          ? await redeem("forgotten", form, options)
          : await refresh("forgotten", form, options);
      expect(entraError(answer)).toEqual(invalidGrant(9002313));
    },
  );

  test("a confidential client that has a page as well is asked for its secret, unless its page asks", async () => {
    entra.directory.findApplication(remote.appId)?.spa.redirectUris.push(redirectUri);
    const form = { client_secret: undefined };
    expect(entraError(await refresh("forgotten", form))).toEqual(invalidClient(7000218));
    const fromPage = await refresh("forgotten", form, { headers: { origin: page } });
    expect(entraError(fromPage)).toEqual(invalidGrant(9002313));
  });

  test("client credentials never work from a page", async () => {
    const { appId: client_id, secret: client_secret } = remote;
    const scope = "https://graph.microsoft.com/.default";
    const form = { grant_type: "client_credentials", client_id, client_secret, scope };
    const answer = await postToken(form, { headers: { origin: page } });
    expect([entraError(answer), sharing(answer.headers)]).toEqual([invalidRequest(9002326), withNobody]);
  });
});

describe("served", () => {
  const served = useServed();

  test.each(["/_mock/trace", "/portal/registrations", "/portal/timeline", "/device"])(
    "no page of another origin may read %s, nor ask whether it may",
    async (path) => {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const headers = {
          origin: page,
          "access-control-request-method": "GET",
          "access-control-request-headers": "x-mock-entra-control",
        };
        const answer = await fetch(served.running().frontChannelUrl + path, { method, headers });
        expect(sharing(answer.headers), method).toEqual(withNobody);
        expect(answer.headers.get("access-control-allow-headers"), method).toBeNull();
      }
    },
  );

  test("a preflight for the token endpoint goes through the port, too", async () => {
    const url = `${served.running().authorityHost}/${seed.tenant.id}/oauth2/v2.0/token`;
    const answer = await fetch(url, { method: "OPTIONS", headers: { origin: page } });
    expect([answer.status, sharing(answer.headers)]).toEqual([200, withEverybody("POST, OPTIONS")]);
  });
});
