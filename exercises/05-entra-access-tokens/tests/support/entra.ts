import { createMockEntra, type MockEntra } from "@mcp-entra/mock-entra";
import { getResponse } from "msw";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { issuer, jwksAddress } from "./addresses.ts";
import { publicKeys, publishedKeys } from "./keys.ts";

/** Where attackers have put a key set of their own. */
export const attackersHost = "keys.attacker.example";

export interface TestEntra extends MockEntra {
  /** What was asked of the attacker's host. */
  visits: () => string[];
  /** How often Entra's keys, or the document that names their address, were asked for. */
  keyRequests: () => number;
  /** Entra publishes the key of the tests no more. */
  withdrawKey: () => void;
}

/** The mock. Beside its own keys it publishes one of the tests', so that they can change single claims. */
export function useEntra(): TestEntra {
  const entra = createMockEntra();
  const { fetch } = globalThis;
  let visits: string[] = [];
  let strays: string[] = [];
  let isPublished = true;

  const answer = async (request: Request): Promise<Response> => {
    if (new URL(request.url).hostname.endsWith(attackersHost)) {
      visits.push(request.url);
      return Response.json(attackersAnswer(request.url));
    }
    const response = await getResponse(entra.handlers, request);
    if (response === undefined || response.type === "error") {
      if (response === undefined) strays.push(request.url);
      throw new TypeError("fetch failed");
    }
    return request.url === jwksAddress && isPublished ? withOwnKey(response) : response;
  };

  beforeEach(() => {
    [visits, strays, isPublished] = [[], [], true];
    // A call in place of a connection: a run of all tests has to be quick. What MSAL, jose and the Graph client send is the same.
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
