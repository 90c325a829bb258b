import { isLoopbackHost } from "@mcp-entra/auth-core";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { type Html, html } from "../pages/html.ts";
import type { AuthorizationRequest, ConsentTickets } from "./pending-consents.ts";
import { describeScope, entraScopes } from "./scopes.ts";

/** Names are chosen by whoever registers a client; a long one could push what matters off the page. */
const longestName = 80;

export interface ConsentQuestion {
  client: OAuthClientInformationFull;
  request: AuthorizationRequest;
  tickets: Pick<ConsentTickets, "ticket" | "formToken">;
}

/** Asks the user, before Entra does, whether this very client may act for them here. */
export function consentPage({ client, request, tickets }: ConsentQuestion): Html {
  const name = (client.client_name ?? "A client without a name").slice(0, longestName);
  return html` <h1>Allow “${name}” to act for you?</h1>
    <p>
      It wants to use this MCP server in your name. If you agree, you sign in with Microsoft Entra ID next.
    </p>
    <dl>
      <dt>It may</dt>
      <dd>
        <ul>
          ${request.scopes.map((scope) => html`<li>${describeScope(scope)} <small>(${scope})</small></li>`)}
        </ul>
      </dd>
      <dt>For that, this server uses these Microsoft Graph permissions</dt>
      <dd>${entraScopes.join(", ")}</dd>
      <dt>The answer goes to</dt>
      <dd><code>${request.redirectUri}</code></dd>
    </dl>
    ${destination(request.redirectUri)}
    <form method="post" action="/consent">
      <input type="hidden" name="ticket" value="${tickets.ticket}" />
      <input type="hidden" name="form_token" value="${tickets.formToken}" />
      <button class="primary" name="decision" value="approve">Allow</button>
      <button name="decision" value="deny">Do not allow</button>
    </form>`;
}

/** The name proves nothing; where the answer goes is all that is known for certain. */
function destination(redirectUri: string): Html {
  const { hostname } = new URL(redirectUri);
  return isLoopbackHost(hostname)
    ? html`<p class="caution">
        The answer goes to <strong>a program on this computer</strong>. Allow this only if you have just
        started to connect that program yourself: any program can give itself any name.
      </p>`
    : html`<p class="caution">
        The answer goes to <strong>${hostname}</strong>. Allow this only if you know this site and have just
        come from it: anybody can give a client any name.
      </p>`;
}
