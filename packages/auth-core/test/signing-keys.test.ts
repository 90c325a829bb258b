import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { authority, published, tokenWith, verifierWith } from "./support/own-keys.ts";
import { clientId, entraConfig, verifierFor } from "./support/workshop-api.ts";

const entra = useMockEntra();
const request = { audience: entraConfig.clientId, user: seed.users.ada.id, client: clientId };

/** A `fetch` that counts the requests for keys. */
function countingFetch() {
  const asked = { keys: 0, isDown: false };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    asked.keys += 1;
    if (asked.isDown) throw new TypeError("fetch failed");
    return globalThis.fetch(input, init);
  };
  return { asked, fetch };
}

describe("Entra's keys", () => {
  const hour = 3_600_000;
  const longLived = () => entra.setLifetimes(clientId, { accessTokenSeconds: 3 * 3_600 });

  it("are fetched once, however many tokens come", async () => {
    const { asked, fetch } = countingFetch();
    const { verify } = await verifierFor(entra, { fetch });
    const token = await entra.forge.valid(request);
    const found = await Promise.all(Array.from({ length: 20 }, async () => verify(token)));
    expect(found.every(({ kind }) => kind === "accepted")).toBe(true);
    expect(asked.keys).toBe(1);
  });

  it("that are new are known with the first token that they have signed: no call fails", async () => {
    const { verify } = await verifierFor(entra);
    const before = await entra.forge.valid(request);
    await entra.rotateSigningKeys();
    const after = await entra.forge.valid(request);
    const found = await Promise.all([before, after, before, after].map(async (token) => verify(token)));
    expect(found.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted", "accepted"]);
  });

  it("are asked for once in 30 seconds, however many unknown ones strangers name", async () => {
    let time = Date.now();
    const { asked, fetch } = countingFetch();
    const { verify } = await verifierFor(entra, { fetch, now: () => time });
    const good = await entra.forge.valid(request);
    for (const { pause, fetched } of [
      { pause: 0, fetched: 2 },
      { pause: 29_999, fetched: 2 },
      { pause: 1, fetched: 3 },
    ]) {
      time += pause;
      await Promise.all(
        Array.from({ length: 1_000 }, async (_, kid) => verify(withKeyId(good, `no-${kid}`))),
      );
      expect(await verify(good)).toMatchObject({ kind: "accepted" });
      expect(asked.keys).toBe(fetched);
    }
  });

  it("that cannot be fetched when the server starts are a mistake of the configuration", async () => {
    const { asked, fetch } = countingFetch();
    asked.isDown = true;
    await expect(verifierFor(entra, { fetch })).rejects.toMatchObject({
      code: "authority_unreachable",
      message: expect.stringContaining("AZURE_AUTHORITY_HOST"),
    });
  });

  it("that cannot be fetched later say nothing about an unknown token; known ones go on, and Entra is asked every 30 seconds", async () => {
    let time = Date.now();
    const { asked, fetch } = countingFetch();
    const { verify } = await verifierFor(entra, { fetch, now: () => time });
    const known = await entra.forge.valid(request);
    await entra.rotateSigningKeys();
    const unknown = await entra.forge.valid(request);
    asked.isDown = true;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect(await verify(unknown)).toMatchObject({ refusal: { kind: "keys_unavailable" } });
      expect(await verify(known)).toMatchObject({ kind: "accepted" });
    }
    expect(asked.keys).toBe(2);
    asked.isDown = false;
    time += 30_000;
    expect(await verify(unknown)).toMatchObject({ kind: "accepted" });
  });

  it("are renewed every hour behind the calls: a known key waits for no request", async () => {
    longLived();
    let time = Date.now();
    let isHanging = false;
    let asked = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      asked += 1;
      return isHanging ? new Promise(() => undefined) : globalThis.fetch(input, init);
    };
    const { verify } = await verifierFor(entra, { fetch, now: () => time });
    const token = await entra.forge.valid(request);
    isHanging = true;
    time += hour + 1;
    for (let call = 0; call < 5; call += 1) expect(await verify(token)).toMatchObject({ kind: "accepted" });
    expect(asked).toBe(2);
  });

  it("that Entra has withdrawn are good for an hour at most", async () => {
    longLived();
    let time = Date.now();
    let isWithdrawn = false;
    const fetch: typeof globalThis.fetch = async (input, init) =>
      isWithdrawn ? Response.json({ keys: [] }) : globalThis.fetch(input, init);
    const { verify } = await verifierFor(entra, { fetch, now: () => time });
    const token = await entra.forge.valid(request);
    isWithdrawn = true;
    time += hour + 1;
    await verify(token);
    await expect.poll(async () => verify(token)).toMatchObject({ refusal: { kind: "unknown_key" } });
  });

  it("of another tenant in the same set are none of ours", async () => {
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = (await (await globalThis.fetch(input, init)).json()) as { keys: { issuer: string }[] };
      const issuer = answer.keys[0]?.issuer.replace(entraConfig.tenantId, crypto.randomUUID());
      return Response.json({ keys: answer.keys.map((key) => Object.assign(key, { issuer })) });
    };
    const { verify } = await verifierFor(entra, { fetch });
    expect(await verify(await entra.forge.valid(request))).toMatchObject({
      refusal: { kind: "unknown_key" },
    });
  });
});

describe("a set of keys", () => {
  it("may contain keys of other kinds, which sign nothing here", async () => {
    const others = [
      { kty: "EC", crv: "P-256", x: "AA", y: "AA", kid: "ec", use: "sig" },
      { ...published, kid: "enc", use: "enc" },
      { ...published, kid: undefined },
      { ...published, kid: "" },
      "no key at all",
    ];
    const { verify } = await verifierWith({}, [...others, published]);
    expect(await verify(await tokenWith())).toMatchObject({ kind: "accepted" });
    for (const kid of ["ec", "enc", ""])
      expect(await verify(await tokenWith({}, { kid }))).toMatchObject({ refusal: { kind: "unknown_key" } });
  });

  it("may be that of all tenants, whose issuers have a placeholder", async () => {
    const issuer = `${entraConfig.authorityHost}/{tenantid}/v2.0`;
    const { verify } = await verifierWith({}, [{ ...published, issuer }]);
    expect(await verify(await tokenWith())).toMatchObject({ kind: "accepted" });
  });

  it("is not fetched from where a redirect leads", async () => {
    const asked: (string | undefined)[] = [];
    const address = await serve(({ url }, response) => {
      asked.push(url);
      if (url === "/keys") response.writeHead(302, { location: "/others" }).end();
      else response.end(JSON.stringify({ keys: [published] }));
    });
    const there = { authority: { ...authority, jwksUri: `${address}/keys` }, fetch: globalThis.fetch };
    await expect(verifierWith(there)).rejects.toMatchObject({ code: "authority_unreachable" });
    expect(asked).toEqual(["/keys"]);
  });

  it("is waited for ten seconds, and no longer", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const limits = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(20));
    onTestFinished(() => limits.mockRestore());
    const address = await serve(() => undefined);
    const there = { authority: { ...authority, jwksUri: `${address}/keys` }, fetch: globalThis.fetch };
    await expect(verifierWith(there)).rejects.toMatchObject({ code: "authority_unreachable" });
    expect(limits.mock.calls).toEqual([[10_000]]);
  });

  it("that comes with an error changes nothing, and the next one is fetched after 30 seconds", async () => {
    let [time, asked, status] = [Date.now(), 0, 200];
    const fetch = async (): Promise<Response> => {
      asked += 1;
      return Response.json({ keys: status === 200 ? [published] : [] }, { status });
    };
    const { verify } = await verifierWith({ fetch, now: () => time });
    const token = await tokenWith({ exp: Math.floor(time / 1_000) + 3 * 3_600 });
    const verifyAfter = async (seconds: number) => {
      time += seconds * 1_000;
      return verify(token);
    };
    status = 500;
    await verifyAfter(3_601);
    for (const { pause, fetched } of [
      { pause: 0, fetched: 2 },
      { pause: 30, fetched: 2 },
      { pause: 1, fetched: 3 },
    ]) {
      expect(await verifyAfter(pause)).toMatchObject({ kind: "accepted" });
      await expect.poll(() => asked).toBe(fetched);
    }
    // Entra answers again. It does not publish this key, and is asked for known keys once an hour.
    status = 200;
    expect(await verify(withKeyId(token, "made-up"))).toMatchObject({ refusal: { kind: "unknown_key" } });
    expect(await verifyAfter(31)).toMatchObject({ kind: "accepted" });
    expect(asked).toBe(4);
  });
});

/** A server on loopback. @returns its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Its signature is then wrong. */
function withKeyId(token: string, kid: string): string {
  const header = Buffer.from(JSON.stringify({ alg: "RS256", kid })).toString("base64url");
  return [header, ...token.split(".").slice(1)].join(".");
}
