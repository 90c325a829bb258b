import { z } from "zod";
import type { FederatedIssuers } from "../credentials/federated-issuers.ts";
import { parseInput } from "./parse-input.ts";

const tokenQuerySchema = z.strictObject({
  subject: z.exactOptional(z.string()),
  audience: z.exactOptional(z.string()),
  lifetimeSeconds: z.exactOptional(z.coerce.number<string>().int()),
});

const issuerSchema = z.strictObject({
  issuer: z.url({ protocol: /^https$/u }),
  keys: z.strictObject({
    keys: z.array(z.looseObject({ kty: z.literal("RSA"), n: z.string(), e: z.string() })),
  }),
});

/** The workload's token as plain text: the content of the file in AZURE_FEDERATED_TOKEN_FILE. */
export async function federatedToken(
  { workload }: FederatedIssuers,
  query: Record<string, string>,
): Promise<Response> {
  const token = await workload.issueToken(parseInput(tokenQuerySchema, query, "query"));
  return new Response(token, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

/** The caller's own identity provider, with its public keys. */
export function registerIssuer(issuers: FederatedIssuers, body: unknown): void {
  const { issuer, keys } = parseInput(issuerSchema, body, "body");
  issuers.register(issuer, keys);
}
