import { badRequest } from "../../applications/refusals.ts";
import type { PreAuthorizedApplication } from "../../directory/types.ts";
import { visualStudioCode } from "../../directory/visual-studio-code.ts";
import { type Html, html } from "../../http/html.ts";
import { isGuid } from "../../trace/redact-url.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { itemButton } from "./buttons.ts";

/** What the list would be with this client in it. @throws GraphError 400 */
export function withClient({ application, form }: ApplicationRequest): PreAuthorizedApplication[] {
  const appId = form.text("client").toLowerCase();
  const delegatedPermissionIds = form.all("scope");
  if (!isGuid(appId)) throw badRequest("Client ID: expected the Application (client) ID of a client.");
  if (delegatedPermissionIds.length === 0) throw badRequest("Authorized scopes: choose at least one.");
  const others = application.api.preAuthorizedApplications?.filter((client) => client.appId !== appId) ?? [];
  return [...others, { appId, delegatedPermissionIds }];
}

export function withoutClient({ application, form }: ApplicationRequest): PreAuthorizedApplication[] {
  const appId = form.text("item");
  return application.api.preAuthorizedApplications?.filter((client) => client.appId !== appId) ?? [];
}

/** Clients whose users are not asked. */
export function authorizedClientsCard(request: ApplicationRequest): Html {
  const { api } = request.application;
  return html`<section class="card">
    <h2>Authorized client applications</h2>
    <p>
      Users of these clients are not asked for the scopes: this API trusts the client. Visual Studio Code is
      <code>${visualStudioCode.appId}</code>.
    </p>
    ${clientTable(request)}
    ${
      api.oauth2PermissionScopes.length === 0
        ? html`<p>Add a scope first: a client is authorized for scopes.</p>`
        : addForm(request)
    }
  </section>`;
}

function addForm(request: ApplicationRequest): Html {
  return html`<h3>Add a client application</h3>
    ${portalForm(
      request,
      { label: "Add a client application" },
      html`<label for="client">Client ID</label>
        <input id="client" name="client" value="${request.form.text("client")}" required spellcheck="false" />
        <fieldset>
          <legend>Authorized scopes</legend>
          ${request.application.api.oauth2PermissionScopes.map(
            ({ id, value }) =>
              html`<label class="choice"
                ><input type="checkbox" name="scope" value="${id}" /> ${value}</label
              >`,
          )}
        </fieldset>
        <div class="actions"><button name="action" value="add-client">Add application</button></div>`,
    )}`;
}

function clientTable(request: ApplicationRequest): Html {
  const { preAuthorizedApplications = [], oauth2PermissionScopes } = request.application.api;
  if (preAuthorizedApplications.length === 0) return html`<p>None yet.</p>`;
  const { directory } = request.exchange.state;
  return portalForm(
    request,
    { label: "Authorized client applications" },
    html`<table class="stack">
      <thead>
        <tr>
          <th scope="col">Client ID</th>
          <th scope="col">Name</th>
          <th scope="col">Authorized scopes</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        ${preAuthorizedApplications.map(({ appId, delegatedPermissionIds }) => {
          const scopes = oauth2PermissionScopes.filter(({ id }) => delegatedPermissionIds.includes(id));
          const name = directory.findApplication(appId)?.displayName ?? "Unknown in this tenant";
          return html`<tr>
            <td class="id">${appId}</td>
            <td data-label="Name">${name}</td>
            <td data-label="Authorized scopes">${scopes.map(({ value }) => value).join(", ")}</td>
            <td>${itemButton("delete-client", appId, "Remove", `client ${appId}`)}</td>
          </tr>`;
        })}
      </tbody>
    </table>`,
  );
}
