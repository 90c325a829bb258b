import type { AuthorizationParams } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Request, Response } from "express";
import { checkAuthorizationRequest } from "../../../src/auth/consent/authorization-request.ts";
import {
  EntraIdServerAuthProvider as OurProvider,
  type ProviderParts,
} from "../../../src/auth/entra-id-server-auth-provider.ts";

/** How a careless server stores that a user has agreed. */
interface Memory {
  /** The cookie (name and value) that counts as an approval of this client. */
  approvalOf: (clientId: string) => string;
}

/** Our provider with a convenience that attackers like too: it does not ask users again who have agreed before. */
export function rememberingProvider({ approvalOf }: Memory): typeof OurProvider {
  return class extends OurProvider {
    readonly #consents: ProviderParts["consents"];
    readonly #endpoints: ProviderParts["endpoints"];

    constructor(parts: ProviderParts) {
      super(parts);
      this.#consents = parts.consents;
      this.#endpoints = parts.endpoints;
    }

    override async authorize(
      client: OAuthClientInformationFull,
      params: AuthorizationParams,
      response: Response,
    ): Promise<void> {
      const approval = approvalOf(client.client_id);
      if (!cookiesOf(response.req).includes(approval)) {
        // This stores a “yes” before the user answers. For the attacks, this makes no difference.
        const [name = "", value = ""] = approval.split("=");
        response.cookie(name, value, { httpOnly: true });
        return super.authorize(client, params, response);
      }
      const request = checkAuthorizationRequest(params, this.#endpoints);
      const tickets = await this.#consents.ask(client.client_id, request);
      const outcome = await this.handleConsent(tickets, "approve", response);
      if (typeof outcome === "object") response.redirect(outcome.redirectTo);
    }
  };
}

function cookiesOf(request: Request): string[] {
  return (request.headers.cookie ?? "").split("; ");
}
