import { z } from "zod";
import type { Target } from "../attack.ts";

const registrationAnswer = z.object({ client_id: z.string().optional(), error: z.string().optional() });

/** `POST /register`. @param more headers. @returns the new client's id or the error. Both are undefined if the answer is not JSON. */
export async function postRegistration(
  { endpoints }: Target,
  metadata: unknown,
  more: Readonly<Record<string, string>> = {},
): Promise<z.output<typeof registrationAnswer> & { status: number }> {
  const response = await fetch(`${endpoints.issuer}/register`, {
    method: "POST",
    headers: { ...more, "content-type": "application/json" },
    body: JSON.stringify(metadata),
  });
  const answer: unknown = await response.json().catch(() => ({}));
  return { status: response.status, ...registrationAnswer.parse(answer) };
}
