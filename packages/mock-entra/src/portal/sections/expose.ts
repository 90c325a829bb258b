import { randomUUID } from "node:crypto";
import { parseApplicationBody } from "../../applications/application-body.ts";
import { badRequest } from "../../applications/refusals.ts";
import { updateApplication } from "../../applications/update-application.ts";
import type { PermissionScope, PreAuthorizedApplication } from "../../directory/types.ts";
import { type Html, html } from "../../http/html.ts";
import type { Section } from "../section.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { authorizedClientsCard, withClient, withoutClient } from "./authorized-clients.ts";
import { itemButton } from "./buttons.ts";

/** This application as an API: the scopes that other applications can ask for. */
export const exposeSection: Section = {
  name: "expose",
  title: "Expose an API",
  body: (request) =>
    html`${uriCard(request)} ${scopesCard(request)} ${authorizedClientsCard(request)} ${versionCard(request)}`,
  actions: {
    "save-uri": (request) => {
      const uri = request.form.text("uri");
      // The page shows the first one. Further ones are in the manifest and do not change.
      const others = request.application.identifierUris.slice(1).filter((other) => other !== uri);
      return save(request, { identifierUris: uri === "" ? others : [uri, ...others] });
    },
    "add-scope": (request) => {
      const { application, form } = request;
      if (application.identifierUris.length === 0)
        throw badRequest("Set the Application ID URI first: scopes are named after it.");
      const scope: PermissionScope = {
        id: randomUUID(),
        value: form.text("value"),
        type: form.text("type") === "Admin" ? "Admin" : "User",
        adminConsentDisplayName: form.text("displayName"),
        adminConsentDescription: form.text("description"),
        isEnabled: true,
      };
      return saveScopes(request, [...application.api.oauth2PermissionScopes, scope]);
    },
    "delete-scope": (request) => {
      const id = request.form.text("item");
      const scopes = request.application.api.oauth2PermissionScopes;
      saveScopes(
        request,
        scopes.map((scope) => (scope.id === id ? Object.assign({}, scope, { isEnabled: false }) : scope)),
      );
      const clients = request.application.api.preAuthorizedApplications?.map((client) => ({
        ...client,
        delegatedPermissionIds: client.delegatedPermissionIds.filter((scope) => scope !== id),
      }));
      save(request, {
        api: {
          oauth2PermissionScopes: scopes.filter((scope) => scope.id !== id),
          ...(clients === undefined ? {} : { preAuthorizedApplications: clients }),
        },
      });
      return "deleted";
    },
    "add-client": (request) => saveClients(request, withClient(request)),
    "delete-client": (request) => {
      saveClients(request, withoutClient(request));
      return "deleted";
    },
    "save-version": (request) => {
      const version = request.form.text("version");
      return save(request, { api: { requestedAccessTokenVersion: version === "" ? null : Number(version) } });
    },
  },
};

function save({ exchange, application }: ApplicationRequest, body: unknown): "saved" {
  updateApplication(exchange.state.directory, application, parseApplicationBody(body));
  return "saved";
}

function saveScopes(request: ApplicationRequest, scopes: readonly PermissionScope[]): "saved" {
  return save(request, { api: { oauth2PermissionScopes: scopes } });
}

function saveClients(request: ApplicationRequest, clients: readonly PreAuthorizedApplication[]): "saved" {
  return save(request, { api: { preAuthorizedApplications: clients } });
}

function uriCard(request: ApplicationRequest): Html {
  const { identifierUris, appId } = request.application;
  const current = request.form.text("uri") || identifierUris[0];
  return html`<section class="card">
    <h2>Application ID URI</h2>
    ${identifierUris.length === 0 ? html`<p>Not set. The usual one is filled in below.</p>` : null}
    ${portalForm(
      request,
      { label: "Application ID URI" },
      html`<label for="uri">Application ID URI</label>
        <input id="uri" name="uri" value="${current ?? `api://${appId}`}" spellcheck="false" />
        <p class="hint">
          For an MCP server: the exact address that clients connect to, such as https://mcp.contoso.com/mcp.
          The access token version has to be 2 first, and the domain one that the tenant has verified.
        </p>
        <div class="actions"><button class="primary" name="action" value="save-uri">Save</button></div>`,
    )}
    ${identifierUris.length > 1 ? html`<p>Also: ${identifierUris.slice(1).join(", ")}</p>` : null}
  </section>`;
}

function scopesCard(request: ApplicationRequest): Html {
  const { form } = request;
  return html`<section class="card">
    <h2>Scopes defined by this API</h2>
    ${scopeTable(request)}
    <h3>Add a scope</h3>
    ${portalForm(
      request,
      { label: "Add a scope" },
      html`<label for="scope-value">Scope name</label>
        <input
          id="scope-value"
          name="value"
          value="${form.text("value")}"
          required
          pattern="[^\\s/]+"
          placeholder="e.g. mcp.tools"
          spellcheck="false"
        />
        <fieldset>
          <legend>Who can consent?</legend>
          <label class="choice"
            ><input type="radio" name="type" value="User" checked /> Admins and users</label
          >
          <label class="choice"><input type="radio" name="type" value="Admin" /> Admins only</label>
        </fieldset>
        <label for="scope-name">Admin consent display name</label>
        <input
          id="scope-name"
          name="displayName"
          value="${form.text("displayName")}"
          required
          maxlength="100"
        />
        <label for="scope-description">Admin consent description</label>
        <input id="scope-description" name="description" value="${form.text("description")}" required />
        <div class="actions"><button name="action" value="add-scope">Add scope</button></div>`,
    )}
  </section>`;
}

function scopeTable(request: ApplicationRequest): Html {
  const { api, identifierUris, appId } = request.application;
  if (api.oauth2PermissionScopes.length === 0) return html`<p>None yet.</p>`;
  return portalForm(
    request,
    { label: "Scopes" },
    html`<table class="stack">
      <thead>
        <tr>
          <th scope="col">Scope</th>
          <th scope="col">Who can consent</th>
          <th scope="col">Display name</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        ${api.oauth2PermissionScopes.map(
          ({ id, value, type, adminConsentDisplayName }) =>
            html`<tr>
              <td class="id">${identifierUris[0] ?? appId}/${value}</td>
              <td data-label="Who can consent">${type === "Admin" ? "Admins only" : "Admins and users"}</td>
              <td data-label="Display name">${adminConsentDisplayName}</td>
              <td>${itemButton("delete-scope", id, "Delete", `scope ${value}`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}

/** In the real portal this is a line of the manifest, which most people overlook. */
function versionCard(request: ApplicationRequest): Html {
  const current = request.application.api.requestedAccessTokenVersion;
  const choices = [
    { value: "", text: "null: version 1.0, as long as it is not changed" },
    { value: "1", text: "1: version 1.0, issued by sts.windows.net" },
    { value: "2", text: "2: version 2.0, what new servers expect" },
  ];
  return html`<section class="card">
    <h2>Access token version</h2>
    ${portalForm(
      request,
      { label: "Access token version" },
      html`<label for="version">api.requestedAccessTokenVersion</label>
        <select id="version" name="version" aria-describedby="version-hint">
          ${choices.map(
            ({ value, text }) =>
              html`<option value="${value}" ${value === String(current ?? "") ? html`selected` : null}>
                ${text}
              </option>`,
          )}
        </select>
        <p class="hint" id="version-hint">In the real portal this is in the manifest.</p>
        <div class="actions"><button name="action" value="save-version">Save</button></div>`,
    )}
  </section>`;
}
