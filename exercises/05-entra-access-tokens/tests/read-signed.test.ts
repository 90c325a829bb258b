import { createPublicKey } from "node:crypto";
import { moveTime } from "@mcp-entra/workshop/attacks";
import { decodeJwt } from "jose";
import { expect, test, vi } from "vitest";
import { attackersHost, useEntra } from "./support/entra.ts";
import { ownKey, ownKeyId, publicHalf, strangersKey, strangersKeyId } from "./support/keys.ts";
import { fatesOf, knock, startServer, type Fate } from "./support/test-server.ts";
import { ofAda, signed, signedWithSecret, tokenWith, unsigned } from "./support/tokens.ts";

const entra = useEntra();
const adasClaims = async () => decodeJwt(await entra.forge.valid(ofAda));

test("[5.1] lets a token of Entra's in", async () => {
  const { fate } = await knock(await startServer(), await entra.forge.valid(ofAda));
  expect(
    fate,
    "A valid token of Entra's does not open /mcp. Without this, no client can use the server. Verify it by the key that kid names, in openSignedReader, and return its claims.",
  ).toBe("let in");
});

test("[5.1] refuses a token whose signature does not fit", async () => {
  const [header, , signature] = (await entra.forge.valid(ofAda)).split(".");
  const claims = { ...(await adasClaims()), oid: "00000000-0000-4000-8000-000000000000" };
  const rewritten = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
  const cut = [header, rewritten.split(".")[1], ""].join(".");
  const tokens = [await entra.forge.signature(ofAda), rewritten, cut];
  const server = await startServer();
  // A token that was accepted, and is sent again with another signature.
  const good = await entra.forge.valid(ofAda);
  await knock(server, good);
  tokens.push(`${good.slice(0, good.lastIndexOf("."))}.${"A".repeat(342)}`);
  // Its signature, under other claims.
  const [goodHeader, , goodSignature] = good.split(".");
  tokens.push([goodHeader, rewritten.split(".")[1], goodSignature].join("."));
  const fates = await fatesOf(server, tokens);
  vi.stubEnv("NODE_ENV", "development");
  fates.push(...(await fatesOf(await startServer(), tokens)));
  vi.unstubAllEnvs();
  expect(
    [...new Set(fates)],
    "A token was let in although its signature does not fit, so each reader of a token can change the name in it. To decode is not to verify: use compactVerify or jwtVerify of jose, in openSignedReader, also on the developer's machine (NODE_ENV=development).",
  ).toEqual([401]);
});

test("[5.1] refuses a token that a stranger has signed", async () => {
  const claims = await adasClaims();
  const keyIds = [ownKeyId, strangersKeyId, undefined, "", "__proto__", "constructor"];
  const tokens = [
    ...keyIds.map((kid) => signed(claims, { kid }, strangersKey)),
    await entra.forge.unknownKid(ofAda),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "A token was let in that Entra has not signed: its key is not published by Entra, or not under this key ID. Look the key up by kid among the keys of your tenant, and refuse the token when it is not there, in openSignedReader.",
  ).toEqual([401]);
});

test("[5.1] takes no algorithm from the token", async () => {
  const claims = await adasClaims();
  const publicKey = createPublicKey(ownKey);
  const secrets = [
    publicKey.export({ type: "spki", format: "pem" }),
    publicKey.export({ type: "spki", format: "der" }),
    String(publicHalf(ownKey).n),
    JSON.stringify(publicHalf(ownKey)),
    "",
  ];
  const tokens = [
    await entra.forge.algNone(ofAda),
    await entra.forge.hs256WithPublicKey(ofAda),
    ...["none", "None", "nOnE", ""].map((alg) => unsigned(claims, alg)),
    ...secrets.map((secret) => signedWithSecret(claims, secret)),
  ];
  expect(
    await fatesOf(await startServer(), tokens),
    "A token was let in that names its own algorithm: “none” wants no signature, and HS256 takes Entra's public key for a secret. The header is the sender's (RFC 8725, section 3.1). Allow RS256 only, by the option algorithms, in openSignedReader.",
  ).toEqual([401]);
});

test("[5.1] takes no key from the token", async () => {
  const claims = await adasClaims();
  const jwk = publicHalf(strangersKey);
  const spki = createPublicKey(strangersKey).export({ type: "spki", format: "der" }).toString("base64");
  const address = `https://${attackersHost}/keys`;
  const headers = [{ jwk }, { jku: address }, { x5u: address }, { x5c: [spki] }, { jwk, jku: address }];
  const tokens = headers.flatMap((header) => [
    signed(claims, { ...header, kid: strangersKeyId }, strangersKey),
    signed(claims, { ...header, kid: ownKeyId }, strangersKey),
  ]);
  expect(
    await fatesOf(await startServer(), tokens),
    "A token was let in by a key that it has brought itself (jwk, jku, x5u or x5c), so everybody can sign one. Use keys from the address of your tenant's keys only, in openSignedReader.",
  ).toEqual([401]);
});

test("[5.1] asks no server that a token names", async () => {
  const claims = await adasClaims();
  const server = await startServer();
  const address = `https://${attackersHost}/keys`;
  const iss = `https://${attackersHost}/${String(claims.tid)}/v2.0`;
  const tokens = [
    signed({ ...claims, iss }, { kid: strangersKeyId }, strangersKey),
    signed(claims, { kid: strangersKeyId, jku: address, x5u: address }, strangersKey),
    signed(claims, { kid: address }, strangersKey),
    signed({ ...claims, iss: address, jwks_uri: address }, {}, strangersKey),
    signed({ ...claims, iss: `https://login.microsoftonline.com.${attackersHost}/v2.0` }, {}, strangersKey),
    signed({ ...claims, iss: `https://${attackersHost}/login.microsoftonline.com/v2.0` }, {}, strangersKey),
    signed({ ...claims, tid: `../${attackersHost}` }, {}, strangersKey),
  ];
  const fates = await fatesOf(server, tokens);
  expect(
    { fates, visits: entra.visits() },
    "The server has asked an address that a token names. A stranger then chooses the keys, or makes your server call any machine that it can reach. Make the address of the keys from your own tenant ID, in openSignedReader.",
  ).toEqual({ fates: [401], visits: [] });
});

test("[5.1] refuses a token for Microsoft Graph", async () => {
  const { fate } = await knock(await startServer(), await entra.forge.graphToken(ofAda));
  expect(
    fate,
    "A token for Microsoft Graph was let in. It is for Graph only, and its signature is one that only Graph can verify. Refuse what does not verify, in openSignedReader, and do not repair the header's nonce.",
  ).toBe(401);
});

test("[5.1] refuses what is no token", async () => {
  const half = (await entra.forge.valid(ofAda)).split(".").slice(0, 2).join(".");
  const tokens = ["a", "a.b.c", "...", "e30.e30.e30", half, `${half}.${half}.${half}`, "e".repeat(5_000)];
  tokens.push(
    ...["null", "[]", '"text"', "{"].map((text) => `${Buffer.from(text).toString("base64url")}.e30.e30`),
  );
  expect(
    await fatesOf(await startServer(), tokens),
    "A text that is no token was let in, or was answered with something else than 401. Each byte of a token is a stranger's choice: throw TokenRefused for all that cannot be read, in openSignedReader.",
  ).toEqual([401]);
});

test("[5.1] fetches Entra's keys once for many tokens", async () => {
  const server = await startServer();
  for (let call = 0; call < 10; call += 1) await knock(server, await entra.forge.valid(ofAda));
  expect(
    entra.keyRequests() <= 2,
    "Entra was asked for its keys at each call. Entra then slows each call down, limits your requests, and takes your server down when it is down. Open the key set once, outside the function that openSignedReader returns.",
  ).toBe(true);
});

test("[5.1] fetches no keys for each stranger", async () => {
  const server = await startServer();
  await knock(server, await entra.forge.valid(ofAda));
  moveTime(60);
  const before = entra.keyRequests();
  const claims = await adasClaims();
  const invented = Array.from({ length: 20 }, (_, index) =>
    signed(claims, { kid: `invented-${index}` }, strangersKey),
  );
  await Promise.all(invented.slice(0, 10).map(async (token) => knock(server, token)));
  await fatesOf(server, invented.slice(10));
  moveTime(10);
  await fatesOf(server, [signed(claims, { kid: "invented-later" }, strangersKey)]);
  const { fate } = await knock(server, await entra.forge.valid(ofAda));
  expect(
    { isAskedRarely: entra.keyRequests() - before <= 2, goodToken: fate },
    "A stranger has invented key IDs, and Entra was asked for its keys for each of them, or good tokens were refused for a while. So a stranger can make your server send requests until Entra answers no more, or lock your users out. After an unknown key ID, wait 30 seconds before you fetch again (cooldownDuration), in openSignedReader.",
  ).toEqual({ isAskedRarely: true, goodToken: "let in" });
});

test("[5.1] finds a key that Entra has added since", async () => {
  const server = await startServer();
  await knock(server, await entra.forge.valid(ofAda));
  await entra.rotateSigningKeys();
  moveTime(31);
  const { fate } = await knock(server, await entra.forge.valid(ofAda));
  expect(
    fate,
    "Entra signs with a new key now, and its tokens are refused. Entra rotates its keys without a warning to you. Fetch the keys again for a key ID that you do not know, in openSignedReader.",
  ).toBe("let in");
});

test("[5.1] trusts no key that Entra has withdrawn", async () => {
  const server = await startServer();
  const { iat, nbf, exp } = await adasClaims();
  const day = 25 * 60 * 60;
  const later = { iat: Number(iat) + day, nbf: Number(nbf) + day, exp: Number(exp) + day };
  await knock(server, await tokenWith(entra, {}));
  entra.withdrawKey();
  const token = await tokenWith(entra, later);
  moveTime(day);
  const fates: Fate[] = [];
  // The first calls may use the old keys, while the new ones are fetched. Counted in calls, because machines differ in speed.
  while (fates.length < 20 && fates.at(-1) !== 401) fates.push((await knock(server, token)).fate);
  expect(
    fates.at(-1),
    "Entra has withdrawn a key, and a day later a token that was signed by it is still let in. Entra withdraws a key that was stolen. Fetch the keys anew from time to time (cacheMaxAge), also when no unknown key ID comes, in openSignedReader.",
  ).toBe(401);
});

test("[5.1] lets known keys do while Entra does not answer", async () => {
  const server = await startServer();
  await knock(server, await entra.forge.valid(ofAda));
  entra.faults.add({ endpoint: "jwks", status: 503 });
  entra.faults.add({ endpoint: "openid-configuration", status: 503 });
  moveTime(60);
  const unknown = signed(await adasClaims(), { kid: "invented" }, strangersKey);
  const refused = await knock(server, unknown);
  const { fate } = await knock(server, await entra.forge.valid(ofAda));
  expect(
    { known: fate, unknownIsLetIn: refused.fate === "let in" },
    "Entra did not answer for a minute, and a token whose key was fetched before is refused. So each pause of Entra's stops your server. Keep the keys that you have, in openSignedReader.",
  ).toEqual({ known: "let in", unknownIsLetIn: false });
});

test("[5.1] goes on when Entra answers again", async () => {
  const fault = entra.faults.add({ endpoint: "jwks", status: 503 });
  const otherFault = entra.faults.add({ endpoint: "openid-configuration", status: 503 });
  const server = await startServer();
  await knock(server, await entra.forge.valid(ofAda));
  fault.remove();
  otherFault.remove();
  moveTime(31);
  const { fate } = await knock(server, await entra.forge.valid(ofAda));
  expect(
    fate,
    "Entra's keys could not be fetched at the first call, and half a minute later, when they can be, tokens are still refused. Do not keep the failure: fetch again, in openSignedReader.",
  ).toBe("let in");
});
