import { takesEveryOrganization } from "../directory/tenant-names.ts";
import { isGuest } from "../directory/guests.ts";
import type { User } from "../directory/types.ts";
import type { EntraError } from "../errors/entra-error.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Html, html } from "../http/html.ts";
import type { Interaction } from "../state/records.ts";
import { pageResponse } from "./page.ts";

export interface SignInPageOptions {
  interaction: Interaction;
  applicationName: string;
  userName: string | undefined;
  error?: EntraError;
}

/** The user chooses a sample account, or enters a name and a password. */
export function signInPage(exchange: Exchange, options: SignInPageOptions): Response {
  const { interaction, applicationName, userName = "", error } = options;
  if (error) exchange.observed.error = error.details.code;
  const describedByError = error ? html`aria-describedby="error"` : null;
  const action = `/${encodeURIComponent(interaction.tenantSegment)}/login`;
  return pageResponse(exchange, {
    title: "Sign in to your account",
    body: html`<h1>Sign in</h1>
      <p>to continue to <strong>${applicationName}</strong></p>
      <form method="post" action="${action}">
        <input type="hidden" name="ctx" value="${interaction.id}" />
        ${error ? html`<p class="alert" role="alert" id="error">AADSTS${error.details.code}: ${error.message}</p>` : null}
        <label for="login">User name</label>
        <input
          id="login"
          name="login"
          value="${userName}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          ${describedByError}
        />
        <label for="passwd">Password</label>
        <input
          id="passwd"
          name="passwd"
          type="password"
          autocomplete="current-password"
          ${describedByError}
        />
        <div class="actions">
          <button class="primary" name="action" value="sign-in">Sign in</button>
          <button name="action" value="cancel">Cancel</button>
        </div>
      </form>
      ${accountPicker(exchange, interaction, action)}`,
  });
}

function accountPicker(exchange: Exchange, interaction: Interaction, action: string): Html | null {
  const users = sampleAccounts(exchange);
  if (users.length === 0) return null;
  return html` <h2>Sample accounts (no password needed)</h2>
    <form method="post" action="${action}">
      <input type="hidden" name="ctx" value="${interaction.id}" />
      <input type="hidden" name="action" value="pick" />
      ${users.map(
        (user) =>
          html`<button class="account" name="account" value="${user.id}">
            ${user.displayName} <small>${user.userPrincipalName}</small>
          </button>`,
      )}
    </form>`;
}

/** At an address for all organizations, every user signs in at home: so guest accounts are not in the list. */
function sampleAccounts({ state, tenantSegment }: Exchange): User[] {
  if (!takesEveryOrganization(tenantSegment)) return state.directory.users;
  return state.tenants.flatMap(({ directory }) => directory.users.filter((user) => !isGuest(user)));
}
