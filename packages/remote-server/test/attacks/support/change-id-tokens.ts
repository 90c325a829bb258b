import { z } from "zod";

const tokenAnswer = z.looseObject({ id_token: z.string() });

/**
 * Changes the answers of Entra's token endpoint to this process. The signature is then wrong. But the server does not check it, because
 * it trusts the TLS connection (see `checkIdToken`). So it has to check the claims.
 *
 * @returns a function that ends this.
 */
export function changeIdTokens(claims: Readonly<Record<string, string>>): () => void {
  const realFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const response = await realFetch(input, init);
    const url = input instanceof Request ? input.url : input.toString();
    if (!url.includes("/oauth2/v2.0/token")) return response;
    const answer = tokenAnswer.parse(await response.json());
    return Response.json({ ...answer, id_token: withClaims(answer.id_token, claims) });
  };
  return () => void (globalThis.fetch = realFetch);
}

function withClaims(token: string, claims: Readonly<Record<string, string>>): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const original = z.looseObject({}).parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
  const changed = Buffer.from(JSON.stringify({ ...original, ...claims })).toString("base64url");
  return [header, changed, signature].join(".");
}
