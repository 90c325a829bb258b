import { createHmac, type KeyObject, sign } from "node:crypto";
import { type ForgeRequest, type MockEntra, seed } from "@mcp-entra/mock-entra";
import { decodeJwt } from "jose";
import { ownKey, ownKeyId, strangersKey } from "./keys.ts";

export const { api, client } = seed.applications;

/** A second client of the tenant, which the tests' server lets in as well. */
export const otherClient = seed.applications.visualStudioCode;

/** Ada, through the client of the seed, for everything. */
export const ofAda: ForgeRequest = {
  audience: api.appId,
  user: seed.users.ada.id,
  client: client.appId,
  scopes: Object.values(api.scopes),
};

export type Claims = Record<string, unknown>;

/**
 * Ada's token with other claims, signed by a key that Entra publishes. Only the changed claims can be wrong. A claim that is undefined is
 * left out.
 */
export async function tokenWith(entra: MockEntra, changes: Claims, header: Claims = {}): Promise<string> {
  return signed({ ...decodeJwt(await entra.forge.valid(ofAda)), ...changes }, header);
}

/** Tokens that say this text in their header or in claims. Each is refused by another check. */
export async function tokensThatSay(text: string, entra: MockEntra): Promise<string[]> {
  const claims = decodeJwt(await entra.forge.valid(ofAda));
  return [
    signed({ ...claims, iss: text, aud: text, azp: text }, { kid: text, alg: text }, strangersKey),
    signed(claims, { kid: text }, strangersKey),
    await tokenWith(entra, { iss: text, aud: text, azp: text, ver: text }),
    await tokenWith(entra, { aud: text }),
    await tokenWith(entra, { azp: text, scp: text }),
    await tokenWith(entra, { oid: text, exp: text }),
    await tokenWith(entra, { oid: text, sub: text, scp: undefined, roles: [text] }),
  ];
}

/** A token of one's own making. @param key by default the one that Entra publishes. */
export function signed(claims: Claims, header: Claims = {}, key: KeyObject = ownKey): string {
  const input = inputOf(claims, { alg: "RS256", typ: "JWT", kid: ownKeyId, ...header });
  return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
}

/** Signed with HS256 and this secret. */
export function signedWithSecret(claims: Claims, secret: string | Buffer, header: Claims = {}): string {
  const input = inputOf(claims, { alg: "HS256", typ: "JWT", kid: ownKeyId, ...header });
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

/** Without a signature. @param alg a name for no algorithm. */
export function unsigned(claims: Claims, alg: string): string {
  return `${inputOf(claims, { alg, typ: "JWT", kid: ownKeyId })}.`;
}

function inputOf(claims: Claims, header: Claims): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}
