import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  AuthenticationError,
  discoverAuthority,
  getUserDetails,
  type GraphAccess,
  trustDevelopmentCa,
} from "../src/index.ts";
import { config, signInAda } from "./support/signed-in-user.ts";

const entra = useMockEntra();
const baseUrl = config.graphBaseUrl;
beforeEach(() => entra.setLifetimes(config.clientId, { devicePollingIntervalSeconds: 0.05 }));
afterEach(() => void vi.unstubAllGlobals());

describe("reading the signed-in user from Graph", () => {
  it("asks for the fields that it needs and gets exactly these", async () => {
    const { getAccessToken, asked } = await signInAda();
    expect(await getUserDetails({ baseUrl, getAccessToken })).toEqual({
      id: seed.users.ada.id,
      displayName: "Ada Lovelace",
      userPrincipalName: seed.users.ada.userPrincipalName,
      mail: seed.users.ada.userPrincipalName,
      jobTitle: "Analyst",
      officeLocation: "12/1110",
      preferredLanguage: "en-GB",
    });
    expect(asked).toEqual([{ forceRefresh: false }]);
  });

  it("refreshes once when Graph refuses a token before its time", async () => {
    const { getAccessToken, asked } = await signInAda();
    entra.expireAccessTokens();
    expect(await getUserDetails({ baseUrl, getAccessToken })).toMatchObject({ id: seed.users.ada.id });
    expect(asked).toEqual([{ forceRefresh: false }, { forceRefresh: true }, { forceRefresh: false }]);
    expect(graphStatuses()).toEqual([401, 200]);
  });

  it("gives up after one refresh, and asks for a new sign-in", async () => {
    const { getAccessToken } = await signInAda();
    const tokenThatDies = async (options: { forceRefresh: boolean }): Promise<string> => {
      const token = await getAccessToken(options);
      entra.expireAccessTokens();
      return token;
    };
    await expect(getUserDetails({ baseUrl, getAccessToken: tokenThatDies })).rejects.toMatchObject({
      name: "AuthenticationError",
      code: "sign_in_required",
      message: "Microsoft Graph refuses the sign-in. Sign in again.",
    });
    expect(graphStatuses()).toEqual([401, 401]);
  });

  it("keeps the type and the words of whatever the token source throws", async () => {
    const refusal = new AuthenticationError("sign_in_failed", "You declined to sign in.", {
      entraCode: 65_004,
    });
    const declined = getUserDetails({ baseUrl, getAccessToken: async () => Promise.reject(refusal) });
    await expect(declined).rejects.toBe(refusal);
    expect(graphStatuses()).toEqual([]);
  });

  it("keeps it at the forced refresh, too", async () => {
    const { getAccessToken } = await signInAda();
    entra.expireAccessTokens();
    const refusal = new AuthenticationError("sign_in_required", "Sign in again, Ada.");
    const refreshFails = getUserDetails({
      baseUrl,
      getAccessToken: async (options) =>
        options.forceRefresh ? Promise.reject(refusal) : getAccessToken(options),
    });
    await expect(refreshFails).rejects.toBe(refusal);
  });
});

describe("a Graph of one's own", () => {
  it("on another host gets the token as well, which the library would silently leave out", async () => {
    const folder = mkdtempSync(join(tmpdir(), "graph-"));
    const served = await entra.listen({
      backChannelPort: 0,
      frontChannelPort: 0,
      certificateDirectory: folder,
    });
    onTestFinished(async () => {
      await served.close();
      rmSync(folder, { recursive: true });
    });
    const own = { ...config, authorityHost: served.authorityHost, graphBaseUrl: served.graphBaseUrl };
    await expect(discoverAuthority(own)).rejects.toMatchObject({
      code: "authority_unreachable",
      message: expect.stringMatching(
        /, but its certificate is not trusted \(\w+\); for a development CA, set MOCK_ENTRA_CA to its PEM file\. Expected/,
      ),
    });
    trustDevelopmentCa(served.caPath);
    const { getAccessToken } = await signInAda(own);
    expect(await getUserDetails({ baseUrl: served.graphBaseUrl, getAccessToken })).toMatchObject({
      id: seed.users.ada.id,
    });
  });
});

describe("what Graph refuses", () => {
  it.each([
    [
      403,
      "Microsoft Graph refuses this (403): the permission is missing. Ask your administrator to grant it to the application.",
    ],
    [404, "Microsoft Graph refuses the request (404 SomeCode)."],
    [429, "Microsoft Graph is throttling requests (429). Wait a minute, then try again."],
    [500, "Microsoft Graph has an internal error (500). Try again later."],
    [503, "Microsoft Graph has an internal error (503). Try again later."],
  ])("with %i becomes a sentence that says what to do", async (status, message) => {
    answerWith(() => graphError(status));
    await expect(getUserDetails(anyAccess)).rejects.toMatchObject({
      name: "GraphRequestError",
      code: "graph_request_failed",
      status,
      message,
    });
  });

  it("with 429 is tried again after the time that Graph asks for", async () => {
    let requests = 0;
    answerWith(() => {
      requests += 1;
      return requests < 3 ? graphError(429) : Response.json(bareUser);
    });
    expect(await getUserDetails(anyAccess)).toEqual(bareUser);
    expect(requests).toBe(3);
  });

  it("with a 429 for longer than anybody waits is not tried again, and the time is passed on", async () => {
    let requests = 0;
    answerWith(() => {
      requests += 1;
      return graphError(429, "70");
    });
    await expect(getUserDetails(anyAccess)).rejects.toMatchObject({
      status: 429,
      message: "Microsoft Graph is throttling requests (429). Wait 70 seconds, then try again.",
    });
    expect(requests).toBe(1);
  });

  it("has its time for itself: what a person takes to sign in does not count", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    answerWith(() => Response.json(bareUser));
    const getAccessToken = async (): Promise<string> => {
      await vi.advanceTimersByTimeAsync(400_000);
      return "secret-token";
    };
    expect(await getUserDetails({ baseUrl, getAccessToken, answerWithinSeconds: 30 })).toEqual(bareUser);
  });

  it("or never answers, ends at its time limit", async () => {
    vi.stubGlobal(
      "fetch",
      async (_url: unknown, init: RequestInit) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
        }),
    );
    await expect(getUserDetails({ ...anyAccess, answerWithinSeconds: 0.1 })).rejects.toMatchObject({
      code: "graph_request_failed",
      status: 0,
      message:
        "Microsoft Graph did not answer within 0.1 seconds. Try again; if this happens again, check the network and GRAPH_BASE_URL.",
    });
  });

  it("with a claims challenge, is asked again with a token for these claims, once", async () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const challenge = `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
    answerWith(() => new Response("{}", { status: 401, headers: { "www-authenticate": challenge } }));
    const asked: unknown[] = [];
    const getAccessToken = async (request: unknown): Promise<string> => {
      asked.push(request);
      return "secret-token";
    };
    await expect(getUserDetails({ baseUrl, getAccessToken })).rejects.toMatchObject({
      code: "sign_in_required",
    });
    expect(asked).toEqual([{ forceRefresh: false }, { forceRefresh: true, claims }, { forceRefresh: false }]);
  });

  it("never brings the token or Graph's own text into the message", async () => {
    answerWith(() => graphError(400));
    const error = await getUserDetails(anyAccess).catch(String);
    expect(error).toContain("(400 SomeCode)");
    expect(error).not.toContain("secret");
  });

  it("or does not answer at all, becomes status 0 with the variable to look at", async () => {
    answerWith(() => {
      throw new TypeError("fetch failed");
    });
    await expect(getUserDetails(anyAccess)).rejects.toMatchObject({
      code: "graph_request_failed",
      status: 0,
      message: "Microsoft Graph could not be reached. Check the network and GRAPH_BASE_URL, then try again.",
    });
  });
});

const anyAccess: GraphAccess = { baseUrl, getAccessToken: async () => "secret-token" };
const bareUser = {
  id: seed.users.alan.id,
  displayName: "Alan Turing",
  userPrincipalName: null,
  mail: null,
  jobTitle: null,
  officeLocation: null,
  preferredLanguage: null,
};

/** Answers every request in place of Graph. */
function answerWith(answer: () => Response): void {
  vi.stubGlobal("fetch", async () => answer());
}

function graphError(status: number, retryAfter = "0"): Response {
  return Response.json(
    { error: { code: "SomeCode", message: "text with a secret" } },
    { status, headers: { "retry-after": retryAfter } },
  );
}

function graphStatuses(): number[] {
  return entra.trace
    .entries()
    .filter(({ endpoint }) => endpoint === "graph-me")
    .map(({ status }) => status);
}
