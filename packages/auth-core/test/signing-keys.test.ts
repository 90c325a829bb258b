import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { clientId, entraConfig, verifierFor } from "./support/workshop-api.ts";

const entra = useMockEntra();
const request = { audience: entraConfig.clientId, user: seed.users.ada.id, client: clientId };

/** `fetch`, with a count of the requests for keys. */
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

/** Without a signature that fits. */
function withKeyId(token: string, kid: string): string {
  const header = Buffer.from(JSON.stringify({ alg: "RS256", kid })).toString("base64url");
  return [header, ...token.split(".").slice(1)].join(".");
}
