import { deviceAuthPath } from "../device/device-paths.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { entraHeaders } from "../http/entra-headers.ts";
import { presentAsPage } from "../pages/error-page.ts";

/** The short address that a device shows. The page itself is with the other sign-in pages. */
export const deviceVerificationEndpoint: Endpoint = {
  name: "device-verification",
  urls: ({ deviceVerificationUri }) => [deviceVerificationUri],
  methods: ["GET"],
  presentError: presentAsPage,
  respond: (exchange) =>
    new Response(null, {
      status: 302,
      headers: { ...entraHeaders(exchange), Location: exchange.origins.frontChannel + deviceAuthPath },
    }),
};
