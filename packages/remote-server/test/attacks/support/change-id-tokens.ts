import { z } from "zod";

const tokenAnswer = z.looseObject({ id_token: z.string() });

/**
 * Stands between Entra's token endpoint and this process. The signature no longer fits, but no program looks at it: the server
 * trusts the connection (see `checkIdToken`), and so it has to look at the claims all the more.
 *
 * @returns how to end it.
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
