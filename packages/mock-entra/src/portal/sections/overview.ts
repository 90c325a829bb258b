import { deleteApplication } from "../../applications/delete-application.ts";
import { badRequest } from "../../applications/refusals.ts";
import { parseApplicationBody } from "../../applications/application-body.ts";
import { updateApplication } from "../../applications/update-application.ts";
import type { Application } from "../../directory/types.ts";
import { type Html, html } from "../../http/html.ts";
import { accountTypes } from "../account-types.ts";
import type { Section } from "../section.ts";
import { copyable } from "../portal-page.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";

/** The IDs that a server needs. */
export const overviewSection: Section = {
  name: "overview",
  title: "Overview",
  body: (request) => html`${essentials(request)} ${nameForm(request)} ${deleteForm(request)}`,
  actions: {
    save: ({ exchange, application, form }) => {
      const body = parseApplicationBody({
        displayName: form.text("name"),
        signInAudience: form.text("signInAudience"),
      });
      updateApplication(exchange.state.directory, application, body);
      return "saved";
    },
    delete: ({ exchange, application, form }) => {
      if (form.text("sure") !== "yes")
        throw badRequest("Tick the box first: an application cannot be restored here.");
      deleteApplication(exchange.state.directory, application);
      return { address: "/portal/registrations?notice=deleted" };
    },
  },
};

function essentials({ exchange, application }: ApplicationRequest): Html {
  const { tenant } = exchange.state.directory;
  const environment = `AZURE_TENANT_ID=${tenant.id}\nAZURE_CLIENT_ID=${application.appId}`;
  return html`<section class="card">
    <h2>Essentials</h2>
    <dl class="facts">
      <dt>Display name</dt>
      <dd>${application.displayName}</dd>
      <dt>Application (client) ID</dt>
      <dd>${copyable("Application (client) ID", application.appId)}</dd>
      <dt>Directory (tenant) ID</dt>
      <dd>${copyable("Directory (tenant) ID", tenant.id)}</dd>
      <dt>Object ID</dt>
      <dd>${copyable("Object ID", application.id)}</dd>
      <dt>Supported account types</dt>
      <dd>
        ${accountTypes(tenant.displayName).find(({ value }) => value === application.signInAudience)?.text}
      </dd>
      <dt>Redirect URIs</dt>
      <dd><a href="authentication">${redirectUriSummary(application)}</a></dd>
      <dt>Client credentials</dt>
      <dd><a href="credentials">${credentialSummary(application)}</a></dd>
      <dt>Application ID URI</dt>
      <dd><a href="expose">${application.identifierUris[0] ?? "Add an Application ID URI"}</a></dd>
    </dl>
    <h3>For the server’s environment</h3>
    <pre>${environment}</pre>
    <p class="hint">
      A confidential client needs AZURE_CLIENT_SECRET as well. The rest is what the mock printed at its start.
    </p>
  </section>`;
}

function redirectUriSummary({ web, spa, publicClient }: Application): string {
  const counts = [web, spa, publicClient].map(({ redirectUris }) => redirectUris.length);
  if (counts.every((count) => count === 0)) return "Add a redirect URI";
  return `${counts[0]} web, ${counts[1]} single-page, ${counts[2]} public client`;
}

function credentialSummary(application: Application): string {
  const { passwordCredentials, keyCredentials, federatedIdentityCredentials } = application;
  const count = passwordCredentials.length + keyCredentials.length + federatedIdentityCredentials.length;
  if (count === 0) return "Add a certificate or secret";
  return `${passwordCredentials.length} secret, ${keyCredentials.length} certificate, ${federatedIdentityCredentials.length} federated`;
}

function nameForm(request: ApplicationRequest): Html {
  const { application, exchange } = request;
  return html`<section class="card">
    <h2>Branding and accounts</h2>
    ${portalForm(
      request,
      { label: "Branding and accounts" },
      html`<label for="name">Name</label>
        <input
          id="name"
          name="name"
          value="${request.form.text("name") || application.displayName}"
          required
          maxlength="120"
        />
        <label for="audience">Supported account types</label>
        <select id="audience" name="signInAudience">
          ${accountTypes(exchange.state.directory.tenant.displayName).map(
            ({ value, text }) =>
              html`<option value="${value}" ${value === application.signInAudience ? html`selected` : null}>
                ${text}
              </option>`,
          )}
        </select>
        <div class="actions"><button name="action" value="save">Save</button></div>`,
    )}
  </section>`;
}

function deleteForm(request: ApplicationRequest): Html {
  return html`<section class="card">
    <h2>Delete</h2>
    ${portalForm(
      request,
      { label: "Delete" },
      html`<label class="choice">
          <input type="checkbox" name="sure" value="yes" />
          No user can sign in to it any more, and it cannot be restored.
        </label>
        <div class="actions"><button class="danger" name="action" value="delete">Delete</button></div>`,
    )}
  </section>`;
}
