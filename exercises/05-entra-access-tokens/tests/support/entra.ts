import { createMockEntra, type MockEntra, seed } from "@mcp-entra/mock-entra";
import { getResponse } from "msw";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { issuer, jwksAddress } from "./addresses.ts";
import { publicKeys, publishedKeys } from "./keys.ts";

/** A host with an attacker's key set. */
export const attackersHost = "keys.attacker.example";

export interface TestEntra extends MockEntra {
  /** The addresses on the attacker's host that were requested. */
  visits: () => string[];
  /** How often Entra's keys, or the document that names their address, were asked for. */
  keyRequests: () => number;
  /** Entra stops publishing the key of the tests. */
  withdrawKey: () => void;
  /** Entra publishes the key of the tests, as a new key. */
  publishKey: () => void;
  /** From now on, Entra's token endpoint answers only after `release`. */
  holdTokenEndpoint: () => { release: () => void };
}

/** As a number of milliseconds, such an end would still be ahead. JavaScript can make a Date of it. */
const secondsForAnyUnit = 8e12;

/**
 * The mock. It also publishes a key of the tests, so that they can sign tokens in which a single claim is changed.
 *
 * @param tokensEnd “late”: also for a checkTime that compares seconds with milliseconds, a client's token is valid. So the tests of other
 * tasks pass, and the learner sees task 5.4 first.
 */
export function useEntra({ tokensEnd = "soon" }: { tokensEnd?: "soon" | "late" } = {}): TestEntra {
  const entra = createMockEntra();
  let visits: string[] = [];
  let strays: string[] = [];
  let isPublished = true;
  let tokenEndpoint = Promise.resolve();

  const answer = async (request: Request): Promise<Response> => {
    if (new URL(request.url).hostname.endsWith(attackersHost)) {
      visits.push(request.url);
      return Response.json(attackersAnswer(request.url));
    }
    if (request.url.endsWith("/oauth2/v2.0/token")) await tokenEndpoint;
    const response = await getResponse(entra.handlers, request);
    if (response === undefined || response.type === "error") {
      if (response === undefined) strays.push(request.url);
      throw new TypeError("fetch failed");
    }
    return request.url === jwksAddress && isPublished ? withOwnKey(response) : response;
  };

  beforeEach(() => {
    [visits, strays, isPublished, tokenEndpoint] = [[], [], true, Promise.resolve()];
    for (const { appId } of tokensEnd === "late" ? Object.values(seed.applications) : [])
      entra.setLifetimes(appId, { accessTokenSeconds: secondsForAnyUnit });
    // Of this test: `pnpm test` replaces it in each test, to record what clients send.
    const { fetch } = globalThis;
    // A function call replaces the connection, so that a run of all tests is quick. MSAL, jose and the Graph client send the same requests.
    vi.stubGlobal("fetch", async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
      const address = new URL(input instanceof Request ? input.url : input);
      return address.hostname === "localhost" ? fetch(input, init) : answer(new Request(input, init));
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    entra.reset();
    expect(
      strays,
      "The server has asked an address that is neither Entra's nor Graph's. Check the addresses in your code: the tests have no network.",
    ).toEqual([]);
  });

  return {
    ...entra,
    visits: () => [...visits],
    keyRequests: () =>
      entra.trace
        .entries()
        .filter(({ endpoint }) => endpoint === "jwks" || endpoint === "openid-configuration").length,
    withdrawKey: () => {
      isPublished = false;
    },
    publishKey: () => {
      isPublished = true;
    },
    holdTokenEndpoint: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      tokenEndpoint = promise;
      return { release: resolve };
    },
  };
}

async function withOwnKey(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const { keys } = (await response.json()) as { keys: object[] };
  return Response.json({ keys: [...keys, ...publishedKeys(issuer)] });
}

function attackersAnswer(url: string): object {
  return url.includes(".well-known") ? { issuer, jwks_uri: `https://${attackersHost}/keys` } : publicKeys();
}
