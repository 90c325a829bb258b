import type { User } from "../directory/types.ts";
import type { EntraError } from "../errors/entra-error.ts";
import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import type { Interaction } from "../state/records.ts";
import { pageResponse } from "./page.ts";

/**
 * Replaces the authenticator app: one button approves. A user without a second factor registers one in the
 * same way.
 */
export function secondFactorPage(
  exchange: Exchange,
  interaction: Interaction,
  user: User,
  applicationName: string,
  error?: EntraError,
): Response {
  if (error) exchange.observed.error = error.details.code;
  const isRegistered = user.isMfaRegistered !== false;
  return pageResponse(exchange, {
    title: isRegistered ? "Approve sign in request" : "More information required",
    body: html`<p class="quiet">${user.userPrincipalName}</p>
      <h1>${isRegistered ? "Approve sign in request" : "More information required"}</h1>
      <p>
        ${
          isRegistered
            ? html`<strong>${applicationName}</strong> needs a second proof that it is you. This button stands
                for the authenticator app on your phone.`
            : html`Your organization needs more information to keep your account secure. This button stands
              for setting up an authenticator app.`
        }
      </p>
      <form method="post" action="/${encodeURIComponent(interaction.tenantSegment)}/SAS/ProcessAuth">
        <input type="hidden" name="ctx" value="${interaction.id}" />
        ${error ? html`<p class="alert" role="alert">AADSTS${error.details.code}: ${error.message}</p>` : null}
        <div class="actions">
          <button class="primary" name="action" value="approve">Approve</button>
          <button name="action" value="deny">Deny</button>
          <button name="action" value="cancel">Cancel</button>
        </div>
      </form>`,
  });
}
