import type { PermissionScope, User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import type { Interaction } from "../state/records.ts";
import { pageResponse } from "./page.ts";

export interface ConsentPageOptions {
  applicationName: string;
  permissions: readonly PermissionScope[];
  /** Administrators can consent for all users. */
  mayConsentForAll: boolean;
  /** The consent is for all users, independent of the checkbox. */
  isForAll?: boolean;
}

/** The permissions that the application would get. */
export function consentPage(
  exchange: Exchange,
  interaction: Interaction,
  user: User,
  { applicationName, permissions, mayConsentForAll, isForAll = false }: ConsentPageOptions,
): Response {
  return pageResponse(exchange, {
    title: "Permissions requested",
    body: html`<p class="quiet">${user.userPrincipalName}</p>
      <h1>${isForAll ? "Permissions requested for your organization" : "Permissions requested"}</h1>
      <p><strong>${applicationName}</strong> would like to:</p>
      <ul>
        ${permissions.map(
          ({ adminConsentDisplayName, value }) =>
            html`<li>${adminConsentDisplayName} <small>${value}</small></li>`,
        )}
      </ul>
      <form method="post" action="/${encodeURIComponent(interaction.tenantSegment)}/consent">
        <input type="hidden" name="ctx" value="${interaction.id}" />
        ${
          mayConsentForAll
            ? html`<label class="choice">
                <input type="checkbox" name="for_organization" value="yes" />
                Consent on behalf of your organization
              </label>`
            : null
        }
        <div class="actions">
          <button class="primary" name="action" value="accept">Accept</button>
          <button name="action" value="cancel">Cancel</button>
        </div>
      </form>`,
  });
}
