import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { authority, graph, jsonOf, obtainCode, redeem } from "./support/protocol.ts";

const entra = useMockEntra();
const keysUrl = `${authority}/${seed.tenant.id}/discovery/v2.0/keys`;
async function keyIds() {
  const { keys } = await jsonOf(await fetch(keysUrl));
  return (Array.isArray(keys) ? keys : []).map((key: Record<string, unknown>) => key["kid"]);
}

/** Each time a new key set, so that jose's cache has no effect. */
function verify(token: string) {
  return jwtVerify(token, createRemoteJWKSet(new URL(keysUrl)));
}
async function signIn() {
  const { body } = await redeem(await obtainCode());
  return { idToken: String(body["id_token"]), accessToken: String(body["access_token"]) };
}

test("after a rotation the new key signs, and the old one is still published, before it", async () => {
  const [first] = await keyIds();
  const second = await entra.rotateSigningKeys();
  expect(await keyIds()).toEqual([first, second]);
  expect(second).not.toBe(first);
  expect(decodeProtectedHeader((await signIn()).idToken)).toMatchObject({ kid: second, x5t: second });
});

test("tokens from before a rotation still verify, and so do those from after it", async () => {
  const before = await signIn();
  await entra.rotateSigningKeys();
  const after = await signIn();
  expect((await verify(before.idToken)).payload["oid"]).toBe(seed.users.ada.id);
  expect((await verify(after.idToken)).payload["oid"]).toBe(seed.users.ada.id);
});

test("a client that cached the old keys finds the new one by asking again", async () => {
  const cached = createRemoteJWKSet(new URL(keysUrl), { cooldownDuration: 0 });
  await jwtVerify((await signIn()).idToken, cached);
  await entra.rotateSigningKeys();
  expect((await jwtVerify((await signIn()).idToken, cached)).payload["oid"]).toBe(seed.users.ada.id);
});

test("Graph takes its own tokens from before and after a rotation", async () => {
  const before = await signIn();
  await entra.rotateSigningKeys();
  for (const { accessToken } of [before, await signIn()]) {
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await fetch(`${graph}/v1.0/me`, { headers })).status).toBe(200);
  }
});

test("a published key's certificate holds the same key", async () => {
  await entra.rotateSigningKeys();
  const { keys } = await jsonOf(await fetch(keysUrl));
  const { importJWK, exportJWK, importX509 } = await import("jose");
  for (const key of Array.isArray(keys) ? keys : []) {
    const certificate = `-----BEGIN CERTIFICATE-----\n${key.x5c[0]}\n-----END CERTIFICATE-----`;
    const [fromKey, fromCertificate] = [
      await importJWK(key, "RS256"),
      await importX509(certificate, "RS256", { extractable: true }),
    ];
    expect((await exportJWK(fromCertificate)).n).toBe((await exportJWK(fromKey)).n);
  }
});

test("a reset goes back to the first key", async () => {
  const [first] = await keyIds();
  await entra.rotateSigningKeys();
  entra.reset();
  expect(await keyIds()).toEqual([first]);
});
