import type { User } from "../directory/types.ts";
import type { EntraError } from "../errors/entra-error.ts";
import type { Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import type { Interaction } from "../state/records.ts";
import { pageResponse } from "./page.ts";

/** The page where the user enters the device's code. */
export function userCodePage(exchange: Exchange, action: string, error?: EntraError): Response {
  if (error) exchange.observed.error = error.details.code;
  return pageResponse(exchange, {
    title: "Sign in to your account",
    body: html`<h1>Enter code to allow access</h1>
      <p>Once you enter the code displayed on your app or device, it will have access to your account.</p>
      <p>Do not enter codes from sources you don’t trust.</p>
      <form method="post" action="${action}">
        ${error ? html`<p class="alert" role="alert">AADSTS${error.details.code}: ${error.message}</p>` : null}
        <label for="otc">Code</label>
        <input
          id="otc"
          name="otc"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="16"
        />
        <div class="actions"><button class="primary" name="action" value="next">Next</button></div>
      </form>`,
  });
}

/** Names the application: here the user can notice that an attacker has sent the code (RFC 8628 §5.4). */
export function deviceConfirmationPage(
  exchange: Exchange,
  interaction: Interaction,
  user: User,
  details: { action: string; applicationName: string },
): Response {
  return pageResponse(exchange, {
    title: "Sign in to your account",
    body: html`<p class="quiet">${user.userPrincipalName}</p>
      <h1>Are you trying to sign in to ${details.applicationName}?</h1>
      <p>Only continue if you started this sign-in yourself, on another device or app.</p>
      <form method="post" action="${details.action}">
        <input type="hidden" name="ctx" value="${interaction.id}" />
        <div class="actions">
          <button name="action" value="cancel">Cancel</button>
          <button class="primary" name="action" value="continue">Continue</button>
        </div>
      </form>`,
  });
}

export function deviceDonePage(exchange: Exchange, applicationName: string, signedIn: boolean): Response {
  return pageResponse(exchange, {
    title: "Sign in to your account",
    body: signedIn
      ? html`<h1>${applicationName}</h1>
          <p>
            You have signed in to the ${applicationName} application on your device. You may now close this
            window.
          </p>`
      : html`<h1>${applicationName}</h1>
          <p>You have declined the sign-in on your device. You may now close this window.</p>`,
  });
}
