import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from "node:crypto";
import { decodeJwt } from "jose";
import { http, HttpResponse } from "msw";

export const vaultKey = "https://workshop.vault.azure.net/keys/mcp-sessions";
const authority = "https://login.microsoftonline.com/7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab";

interface WrapRequest {
  alg: string;
  value: string;
}

/**
 * The keys of Azure Key Vault, as its REST reference documents them: the challenge for a request without a token, get, wrapKey and
 * unwrapKey. It accepts only tokens for `https://vault.azure.net`, of the application that `allowed` names.
 *
 * @see https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 */
export function createMockKeyVault(allowed: { clientId: string }) {
  const versions = new Map<string, KeyObject>();
  const requests: { path: string; withToken: boolean }[] = [];
  const addVersion = (): void => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    versions.set(createHash("md5").update(`version ${versions.size}`).digest("hex"), privateKey);
  };
  addVersion();
  const newest = (): string => [...versions.keys()].at(-1) ?? "";

  const answer = (request: Request, work: () => object | undefined): Response => {
    const token = request.headers.get("authorization")?.replace(/^Bearer /, "");
    requests.push({ path: new URL(request.url).pathname, withToken: token !== undefined });
    if (token === undefined) {
      const challenge = `Bearer authorization="${authority}", resource="https://vault.azure.net"`;
      return refuse(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.", challenge);
    }
    const { aud, appid, azp } = decodeJwt(token);
    if (aud !== "https://vault.azure.net" && aud !== "cfa8b339-82a2-471a-a3c9-0fc0be7a4093") {
      return refuse(401, "Unauthorized", "AKV10022: Invalid audience.");
    }
    if ((appid ?? azp) !== allowed.clientId) {
      return refuse(403, "Forbidden", "Caller is not authorized to perform action on resource.");
    }
    const body = work();
    return body === undefined
      ? refuse(404, "KeyNotFound", "A key with (name/id) was not found in this key vault.")
      : HttpResponse.json(body);
  };

  const keyOf = (version: string): object | undefined => {
    const jwk = versions.get(version)?.export({ format: "jwk" });
    if (jwk === undefined) return undefined;
    const key_ops = ["wrapKey", "unwrapKey"];
    return {
      key: { kid: `${vaultKey}/${version}`, kty: "RSA", key_ops, n: jwk.n, e: jwk.e },
      attributes: { enabled: true, created: 1_750_000_000, updated: 1_750_000_000 },
    };
  };
  const crypto = (
    version: string,
    { alg, value }: WrapRequest,
    how: "wrap" | "unwrap",
  ): object | undefined => {
    const key = versions.get(version);
    if (key === undefined || alg !== "RSA-OAEP-256") return undefined;
    const padding = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
    const bytes = Buffer.from(value, "base64url");
    const result = how === "wrap" ? publicEncrypt(padding, bytes) : privateDecrypt(padding, bytes);
    return { kid: `${vaultKey}/${version}`, value: result.toString("base64url") };
  };

  const handlers = [
    // Without a version, the path ends with a slash. This means the newest version.
    http.get(/^https:\/\/workshop\.vault\.azure\.net\/keys\/mcp-sessions\/(\w*)/, ({ request, params }) =>
      answer(request, () => keyOf(String(params["0"] ?? "") || newest())),
    ),
    http.post(`${vaultKey}/:version/:action`, async ({ request, params }) => {
      const text = await request.text();
      const how = params["action"] === "wrapkey" ? "wrap" : "unwrap";
      return answer(request, () => crypto(String(params["version"]), JSON.parse(text), how));
    }),
  ];
  return { handlers, requests, addVersion };
}

function refuse(status: number, code: string, message: string, challenge?: string): Response {
  const headers = challenge === undefined ? {} : { "WWW-Authenticate": challenge };
  return HttpResponse.json({ error: { code, message } }, { status, headers });
}
