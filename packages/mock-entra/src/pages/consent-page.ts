import type { PermissionScope, User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import type { Interaction } from "../state/records.ts";
import { pageResponse } from "./page.ts";

/** What the application would be allowed to do in the user's name. */
export const consentPage = (
  exchange: Exchange,
  interaction: Interaction,
  user: User,
  details: { applicationName: string; permissions: readonly PermissionScope[] },
): Response =>
  pageResponse(exchange, {
    title: "Permissions requested",
    body: html`<p class="quiet">${user.userPrincipalName}</p>
      <h1>Permissions requested</h1>
      <p><strong>${details.applicationName}</strong> would like to:</p>
      <ul>
        ${details.permissions.map(
          ({ adminConsentDisplayName, value }) =>
            html`<li>${adminConsentDisplayName} <small>${value}</small></li>`,
        )}
      </ul>
      <form method="post" action="/${encodeURIComponent(interaction.tenantSegment)}/consent">
        <input type="hidden" name="ctx" value="${interaction.id}" />
        <div class="actions">
          <button class="primary" name="action" value="accept">Accept</button>
          <button name="action" value="cancel">Cancel</button>
        </div>
      </form>`,
  });
