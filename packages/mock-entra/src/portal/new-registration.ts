import { parseApplicationBody } from "../applications/application-body.ts";
import { badRequest } from "../applications/refusals.ts";
import { createServicePrincipal, registerApplication } from "../applications/register-application.ts";
import { microsoftGraph, microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import { type Html, html } from "../http/html.ts";
import { accountTypes } from "./account-types.ts";
import { noticeOf } from "./notices.ts";
import { portalPage } from "./portal-page.ts";
import { portalForm, type PortalRequest } from "./portal-request.ts";

const platforms = [
  { value: "", text: "Select a platform" },
  { value: "publicClient", text: "Public client/native (mobile & desktop)" },
  { value: "web", text: "Web" },
  { value: "spa", text: "Single-page application (SPA)" },
] as const;

/** Name, supported account types, redirect URI: the first exercise of Microsoft's lesson. */
export function newRegistrationPage(request: PortalRequest): Response {
  return portalPage(request.exchange, {
    title: "Register an application",
    area: "registrations",
    status: request.refusal === undefined ? 200 : 400,
    body: html`<p class="crumbs">
        <a href="/portal/registrations">App registrations</a> &gt; New registration
      </p>
      <h1>Register an application</h1>
      ${noticeOf(request)}
      <section class="card">${registrationForm(request)}</section>`,
  });
}

function registrationForm(request: PortalRequest): Html {
  const { form } = request;
  return portalForm(
    request,
    { action: "/portal/registrations/new", label: "Register an application" },
    html`<label for="name">Name</label>
      <input
        id="name"
        name="name"
        value="${form.text("name")}"
        required
        maxlength="120"
        aria-describedby="name-hint"
      />
      <p class="hint" id="name-hint">The name that users see. It can be changed later.</p>
      ${accountTypeChoice(request)}
      <fieldset>
        <legend>Redirect URI (optional)</legend>
        <p class="hint">
          Where the answer to a sign-in goes. It can be left out now, and is needed for the first sign-in in a
          browser.
        </p>
        <label for="platform">Platform</label>
        <select id="platform" name="platform">
          ${platforms.map(
            ({ value, text }) =>
              html`<option value="${value}" ${form.text("platform") === value ? html`selected` : null}>
                ${text}
              </option>`,
          )}
        </select>
        <label for="redirect-uri">Redirect URI</label>
        <input
          id="redirect-uri"
          name="redirectUri"
          value="${form.text("redirectUri")}"
          placeholder="e.g. http://localhost:3001/auth/callback"
          spellcheck="false"
        />
      </fieldset>
      <div class="actions">
        <button class="primary" name="action" value="register">Register</button>
        <a class="button" href="/portal/registrations">Cancel</a>
      </div>`,
  );
}

function accountTypeChoice({ exchange, form }: PortalRequest): Html {
  const chosen = form.text("signInAudience") || "AzureADMyOrg";
  return html`<fieldset>
    <legend>Supported account types</legend>
    ${accountTypes(exchange.state.directory.tenant.displayName).map(
      ({ value, text }) =>
        html`<label class="choice">
          <input
            type="radio"
            name="signInAudience"
            value="${value}"
            ${value === chosen ? html`checked` : null}
          />
          ${text}
        </label>`,
    )}
  </fieldset>`;
}

/** @returns the new application's page @throws GraphError 400 */
export function register({ exchange, form }: PortalRequest): string {
  const { directory } = exchange.state;
  const body = parseApplicationBody({
    displayName: form.text("name"),
    signInAudience: form.text("signInAudience"),
    ...redirectUriOf(form.text("platform"), form.text("redirectUri")),
    // As in the real portal: every registration has the permission to read the signed-in user.
    requiredResourceAccess: [{ resourceAppId: microsoftGraphAppId, resourceAccess: [userRead()] }],
  });
  const { appId } = registerApplication(directory, { body, at: exchange.at });
  createServicePrincipal(directory, appId);
  return `/portal/registrations/${appId}/overview?notice=registered`;
}

function userRead(): { id: string; type: "Scope" } {
  const scope = microsoftGraph.oauth2PermissionScopes.find(({ value }) => value === "User.Read");
  return { id: scope?.id ?? "", type: "Scope" };
}

function redirectUriOf(platform: string, uri: string): Record<string, { redirectUris: string[] }> {
  if (uri === "") return {};
  if (platform === "") throw badRequest("Select the platform that the redirect URI is for.");
  return { [platform]: { redirectUris: [uri] } };
}
