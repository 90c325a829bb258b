import { isLoopbackHost } from "@mcp-entra/auth-core";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import { type Html, html } from "../../pages/html.ts";
import type { Endpoints } from "../rules/endpoints.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import type { ConsentTickets } from "./pending-consents.ts";
import { describeScope, graphPermissionsFor } from "../rules/scopes.ts";
import { nameLine, siteOf } from "../clients/client-name.ts";

export interface ConsentQuestion {
  client: OAuthClientInformationFull;
  request: AuthorizationRequest;
  tickets: Pick<ConsentTickets, "ticket" | "formToken">;
  endpoints: Pick<Endpoints, "basePath" | "consents">;
}

/** Asks the user whether this client may act for them here, before Entra asks. */
export function consentPage({ client, request, tickets, endpoints }: ConsentQuestion): Html {
  const { client_id: clientId, client_name: name } = client;
  const site = siteOf(clientId);
  return html` <h1>Allow ${site ?? "this program"} to act for you?</h1>
    ${site === undefined ? nameLine(name) : []}
    <p>
      It wants to use this MCP server in your name. If you agree, you sign in with Microsoft Entra ID next.
      You can withdraw this at any time, on this server's page <code>${endpoints.consents}</code>.
    </p>
    <dl>
      ${site === undefined ? [] : describedAt(clientId, name)}
      <dt>It may</dt>
      <dd>
        <ul>
          ${request.scopes.map((scope) => html`<li>${describeScope(scope)} <small>(${scope})</small></li>`)}
        </ul>
      </dd>
      <dt>For that, this server uses these Microsoft Graph permissions</dt>
      <dd>${graphPermissionsFor(request.scopes).join(", ")}</dd>
      <dt>The answer goes to</dt>
      <dd><code dir="ltr">${request.redirectUri}</code></dd>
    </dl>
    ${destination(request.redirectUri, site)}
    <form method="post" action="${endpoints.basePath}/consent">
      <input type="hidden" name="ticket" value="${tickets.ticket}" />
      <input type="hidden" name="form_token" value="${tickets.formToken}" />
      <button class="primary held" name="decision" value="approve">Allow</button>
      <button name="decision" value="deny">Do not allow</button>
      <button class="held" name="decision" value="approve-another-account">Allow with another account</button>
    </form>`;
}

/**
 * The page does not show the document's logo, and does not fetch it: it could be the logo of any other
 * company.
 */
function describedAt(clientId: string, name: string | undefined): Html {
  return html`<dt>It calls itself</dt>
    <dd>${nameLine(name)}</dd>
    <dt>It is described at</dt>
    <dd><code dir="ltr">${clientId}</code></dd>`;
}

/** The name proves nothing. The server knows only one thing for certain: where the answer goes. */
function destination(redirectUri: string, site: string | undefined): Html {
  const { hostname } = new URL(redirectUri);
  if (isLoopbackHost(hostname) && site !== undefined) {
    return html`<p class="caution">
      The answer goes to <strong>a program on this computer</strong> that says it belongs to
      <strong>${site}</strong>. Allow this only if you have just started to connect that program yourself: any
      program can say so.
    </p>`;
  }
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
