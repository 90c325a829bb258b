import { html, type Html } from "../http/html.ts";
import { noticeOf } from "./notices.ts";
import { copyable, portalPage } from "./portal-page.ts";
import { portalForm, type PortalRequest } from "./portal-request.ts";

/** The applications of the tenant: the same that the sign-in knows. */
export function registrationsPage(request: PortalRequest): Response {
  const { directory } = request.exchange.state;
  return portalPage(request.exchange, {
    title: "App registrations",
    area: "registrations",
    status: request.refusal === undefined ? 200 : 400,
    body: html`<h1>App registrations</h1>
      ${noticeOf(request)}
      <p class="quiet">
        Tenant ${directory.tenant.displayName} (${directory.tenant.defaultDomain}). You need not sign in to
        this portal: you act as its administrator.
      </p>
      <p><a class="button primary" href="/portal/registrations/new">New registration</a></p>
      <section class="card" aria-label="Applications">${applicationTable(request)}</section>
      ${importCard(request)}`,
  });
}

function applicationTable({ exchange }: PortalRequest): Html {
  return html`<table class="stack">
    <thead>
      <tr>
        <th scope="col">Display name</th>
        <th scope="col">Application (client) ID</th>
        <th scope="col">Created on</th>
      </tr>
    </thead>
    <tbody>
      ${exchange.state.directory.applications.map(
        ({ appId, displayName, createdDateTime }) =>
          html`<tr>
            <td><a href="/portal/registrations/${appId}/overview">${displayName}</a></td>
            <td data-label="Client ID">${copyable(`client ID of ${displayName}`, appId)}</td>
            <td data-label="Created">${createdDateTime?.slice(0, 10) ?? "with the seed"}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function importCard(request: PortalRequest): Html {
  return html`<section class="card">
    <h2>Import</h2>
    <p>
      An application’s file, as the page Manifest of an application exports it: JSON with Microsoft Graph’s
      field names. It keeps its client ID where that is free.
    </p>
    ${portalForm(
      request,
      { action: "/portal/registrations", hasFile: true, label: "Import" },
      html`<label for="file">File</label>
        <input id="file" name="file" type="file" accept=".json,application/json" required />
        <div class="actions"><button name="action" value="import">Import</button></div>`,
    )}
  </section>`;
}
