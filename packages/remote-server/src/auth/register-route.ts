import { InvalidClientMetadataError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { RequestHandler } from "express";
import { z } from "zod";
import type { ClientRegistry } from "./clients.ts";

// defence:6-fields
/** What is kept of a registration; the rest is dropped. Anybody can write here, so everything has a size. */
const registration = z.object({
  redirect_uris: z.array(z.string()),
  client_name: z.string().max(200).exactOptional(),
  client_uri: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .exactOptional(),
  application_type: z.enum(["native", "web"]).exactOptional(),
});

export type ClientRegistration = z.output<typeof registration>;

/**
 * `POST /register` (RFC 7591). The SDK's handler takes redirect URIs of any kind, keeps whatever else is sent, and hands
 * out secrets that prove nothing.
 */
export function registerRoute(clients: Pick<ClientRegistry, "register">): RequestHandler {
  return async (request, response) => {
    const parsed = registration.safeParse(request.body);
    if (!parsed.success) {
      const field = String(parsed.error.issues[0]?.path[0] ?? "the body");
      throw new InvalidClientMetadataError(
        `${field}: not of the form that RFC 7591 §2 describes, or too long`,
      );
    }
    response.status(201).json(await clients.register(parsed.data));
  };
}
