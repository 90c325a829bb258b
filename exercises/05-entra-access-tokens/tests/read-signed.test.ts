import { createPublicKey } from "node:crypto";
import { foreignEnvironment, moveTime } from "@mcp-entra/workshop/attacks";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { attackersHost, useEntra } from "./support/entra.ts";
import {
  ownKey,
  ownKeyId,
  publicHalf,
  strangersCertificate,
  strangersKey,
  strangersKeyId,
} from "./support/keys.ts";
import { fatesOf, knock, startServer, type Fate } from "./support/test-server.ts";
import { ofAda, signed, signedWithSecret, tokenWith, unsigned } from "./support/tokens.ts";

const entra = useEntra({ tokensEnd: "late" });
const adasClaims = async () => decodeJwt(await entra.forge.valid(ofAda));

test("[5.1] lets a token of Entra's in", async () => {
  const { fate } = await knock(await startServer(), await entra.forge.valid(ofAda));
  expect(
    fate,
    "The server refuses a valid token of Entra's, so no client can use it. Verify the signature with the key that kid names, and return the claims, in openSignedReader.",
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
  foreignEnvironment();
  fates.push(...(await fatesOf(await startServer(), tokens)));
  expect(
    [...new Set(fates)],
    "The server accepted a token with a wrong signature. So each person who has a token can change the name in it. To decode a token is not to verify it. Use compactVerify or jwtVerify of jose for each token, also in development (NODE_ENV), in openSignedReader.",
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
    "The server accepted a token that Entra has not signed. Entra does not publish its key, or not under this key ID. Look for kid in the keys of your tenant, and refuse the token if it is not there, in openSignedReader.",
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
    "The server used the algorithm that the token names. “none” needs no signature, and HS256 uses Entra's public key as a secret. The sender chooses the header (RFC 8725, section 3.1). Allow only RS256, with the option algorithms, in openSignedReader.",
  ).toEqual([401]);
});

test("[5.1] takes no key from the token", async () => {
  const claims = await adasClaims();
  const jwk = publicHalf(strangersKey);
  const spki = createPublicKey(strangersKey).export({ type: "spki", format: "der" }).toString("base64");
  const address = `https://${attackersHost}/keys`;
  const headers = [
    { jwk },
    { jku: address },
    { x5u: address },
    { x5c: [spki] },
    { x5c: [strangersCertificate] },
    { jwk, jku: address },
  ];
  const tokens = headers.flatMap((header) => [
    signed(claims, { ...header, kid: strangersKeyId }, strangersKey),
    signed(claims, { ...header, kid: ownKeyId }, strangersKey),
  ]);
  expect(
    await fatesOf(await startServer(), tokens),
    "The server used a key from the token itself (jwk, jku, x5u or x5c). So an attacker can sign tokens. Use only keys from the address of your tenant's keys, in openSignedReader.",
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
    "The server sent a request to an address that a token names. So an attacker chooses the keys, or makes your server call a machine in your network. Make the address of the keys from your own tenant ID, in openSignedReader.",
  ).toEqual({ fates: [401], visits: [] });
});

test("[5.1] refuses a token for Microsoft Graph", async () => {
  const { fate } = await knock(await startServer(), await entra.forge.graphToken(ofAda));
  expect(
    fate,
    "The server accepted a token for Microsoft Graph. Only Graph can verify such a token. Refuse each token whose signature is not valid, and do not change the nonce in its header, in openSignedReader.",
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
    "A text that is no token was accepted, or the answer was not 401. An attacker can send any text. Throw TokenRefused for each text that you cannot read, in openSignedReader.",
  ).toEqual([401]);
});

test("[5.1] fetches Entra's keys once for many tokens", async () => {
  const server = await startServer();
  for (let call = 0; call < 10; call += 1) await knock(server, await entra.forge.valid(ofAda));
  expect(
    entra.keyRequests() <= 2,
    "The server fetched Entra's keys at each call. This makes each call slow, Entra limits such requests, and your server stops when Entra does not answer. Open the key set once, outside the function that openSignedReader returns.",
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
    "An attacker sent invented key IDs. The server fetched the keys for each of them, or it refused valid tokens for some time. So an attacker can make your server send requests until Entra refuses them, or can stop the service for your users. After an unknown key ID, wait 30 seconds before you fetch again (cooldownDuration), in openSignedReader.",
  ).toEqual({ isAskedRarely: true, goodToken: "let in" });
});

test("[5.1] finds a key that Entra has added since", async () => {
  foreignEnvironment();
  const server = await startServer();
  entra.withdrawKey();
  await knock(server, await entra.forge.valid(ofAda));
  entra.publishKey();
  moveTime(31);
  const { fate } = await knock(server, await tokenWith(entra, {}));
  expect(
    fate,
    "Entra signs with a new key, and the server refuses its tokens. Entra changes its keys without a notice. Fetch the keys again for an unknown key ID, in openSignedReader. Make their address from options.tenantId, and not from process.env.",
  ).toBe("let in");
});

test("[5.1] trusts no key that Entra has withdrawn", async () => {
  const server = await startServer();
  const fates: Fate[] = [(await knock(server, await tokenWith(entra, {}))).fate];
  entra.withdrawKey();
  const knockUntilRefused = async (calls: number, secondsBetween: number): Promise<void> => {
    for (let call = 0; call < calls && fates.at(-1) !== 401; call += 1) {
      moveTime(secondsBetween);
      fates.push((await knock(server, await tokenWith(entra, {}))).fate);
    }
  };
  await knockUntilRefused(50, 30 * 60);
  // The first calls may use the old keys, while the new ones are fetched. Counted in calls, because machines differ in speed.
  await knockUntilRefused(20, 0);
  expect(
    fates.at(-1),
    "Entra withdrew a key, and a day later the server still accepts a token that this key signed. Entra withdraws a key that was stolen. Fetch the keys again from time to time (cacheMaxAge), also if no unknown key ID comes and the keys are in use, in openSignedReader.",
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
    "Entra did not answer for a minute, and the server refused a token whose key it had before. So your server stops each time when Entra does not answer. Keep the keys that you have, in openSignedReader.",
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
    "The server could not fetch Entra's keys at the first call. Entra answers again half a minute later, and the server still refuses tokens. Do not keep the failure: fetch again, in openSignedReader.",
  ).toBe("let in");
});
