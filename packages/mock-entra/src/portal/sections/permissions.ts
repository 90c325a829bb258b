import { parseApplicationBody } from "../../applications/application-body.ts";
import { grantConfiguredPermissions, revokeConsent } from "../../applications/admin-consent.ts";
import { badRequest } from "../../applications/refusals.ts";
import { updateApplication } from "../../applications/update-application.ts";
import type { RequiredResourceAccess } from "../../directory/types.ts";
import { type Html, html } from "../../http/html.ts";
import type { Section } from "../section.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { itemButton } from "./buttons.ts";
import { type ConfiguredPermission, configuredPermissions, offeredApis } from "./permission-list.ts";

/** The permissions that the application may ask for, and whether an administrator has consented. */
export const permissionsSection: Section = {
  name: "permissions",
  title: "API permissions",
  body: (request) => html`${configuredCard(request)} ${addCard(request)}`,
  actions: {
    add: (request) => {
      const wanted = request.form.all("permission");
      if (wanted.length === 0) throw badRequest("Tick the permissions to add.");
      return save(request, wanted.reduce(withPermission, request.application.requiredResourceAccess));
    },
    remove: (request) => {
      const key = request.form.text("item");
      const left = request.application.requiredResourceAccess.map(({ resourceAppId, resourceAccess }) => ({
        resourceAppId,
        resourceAccess: resourceAccess.filter(({ id, type }) => `${resourceAppId}/${id}/${type}` !== key),
      }));
      return save(
        request,
        left.filter(({ resourceAccess }) => resourceAccess.length > 0),
      );
    },
    consent: ({ exchange, application }) => {
      grantConfiguredPermissions(exchange.state.directory, application);
      return "consented";
    },
    revoke: ({ exchange, application, form }) => {
      revokeConsent(exchange.state.directory, application, form.text("item"));
      return "saved";
    },
  },
};

function save({ exchange, application }: ApplicationRequest, requiredResourceAccess: unknown): "saved" {
  updateApplication(exchange.state.directory, application, parseApplicationBody({ requiredResourceAccess }));
  return "saved";
}

/** @param key `{resourceAppId}/{id}/{type}` */
function withPermission(access: RequiredResourceAccess[], key: string): RequiredResourceAccess[] {
  const [resourceAppId = "", id = "", type] = key.split("/");
  const added = { id, type: type === "Role" ? ("Role" as const) : ("Scope" as const) };
  const others = access.filter((item) => item.resourceAppId !== resourceAppId);
  const present = access.find((item) => item.resourceAppId === resourceAppId)?.resourceAccess ?? [];
  const isPresent = present.some((item) => item.id === id && item.type === added.type);
  return [...others, { resourceAppId, resourceAccess: isPresent ? present : [...present, added] }];
}

function configuredCard(request: ApplicationRequest): Html {
  const { exchange, application } = request;
  const { displayName } = exchange.state.directory.tenant;
  const permissions = configuredPermissions(exchange.state.directory, application);
  return html`<section class="card">
    <h2>Configured permissions</h2>
    ${portalForm(
      request,
      { label: "Configured permissions" },
      html`${permissions.length === 0 ? html`<p>None yet.</p>` : permissionTable(permissions, displayName)}
        <div class="actions">
          <button name="action" value="consent">Grant admin consent for ${displayName}</button>
        </div>`,
    )}
    <p class="hint">
      Delegated permissions let the application act as the signed-in user, within what the user may do.
      Application permissions let it act as itself, and always need an administrator.
    </p>
  </section>`;
}

function permissionTable(permissions: readonly ConfiguredPermission[], tenantName: string): Html {
  return html`<table class="stack">
    <thead>
      <tr>
        <th scope="col">API / permission</th>
        <th scope="col">Type</th>
        <th scope="col">Description</th>
        <th scope="col">Admin consent required</th>
        <th scope="col">Status</th>
        <th scope="col">Action</th>
      </tr>
    </thead>
    <tbody>
      ${permissions.map(
        ({ key, api, value, isRole, description, needsAdministrator, isGranted }) =>
          html`<tr>
            <td>${api}: <strong>${value}</strong></td>
            <td data-label="Type">${isRole ? "Application" : "Delegated"}</td>
            <td data-label="Description">${description}</td>
            <td data-label="Admin consent required">${needsAdministrator ? "Yes" : "No"}</td>
            <td data-label="Status">
              ${
                isGranted
                  ? html`<span class="tag good">Granted for ${tenantName}</span>
                      ${itemButton("revoke", key, "Revoke", `consent for ${value}`)}`
                  : html`<span class="tag warn">Not granted</span>`
              }
            </td>
            <td>${itemButton("remove", key, "Remove", value)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function addCard(request: ApplicationRequest): Html {
  return html`<section class="card">
    <h2>Add a permission</h2>
    ${portalForm(
      request,
      { label: "Add a permission" },
      html`${offeredApis(request.exchange.state.directory, request.application).map(
          ({ name, groups }) =>
            html`<details>
              <summary>${name}</summary>
              ${groups.map(
                ({ title, permissions }) =>
                  html`<fieldset>
                    <legend>${title}</legend>
                    ${permissions.map(
                      ({ key, value, description }) =>
                        html`<label class="choice">
                          <input type="checkbox" name="permission" value="${key}" />
                          <span><strong>${value}</strong> <small>${description}</small></span>
                        </label>`,
                    )}
                  </fieldset>`,
              )}
            </details>`,
        )}
        <div class="actions">
          <button class="primary" name="action" value="add">Add permissions</button>
        </div>`,
    )}
  </section>`;
}
