import { randomUUID } from "node:crypto";
import { parseApplicationBody } from "../../applications/application-body.ts";
import { findPrincipalByKey } from "../../applications/find-application.ts";
import {
  addRoleAssignment,
  removeRoleAssignment,
  roleAssignmentOf,
} from "../../applications/role-assignments.ts";
import { updateApplication } from "../../applications/update-application.ts";
import type { AppRole, ServicePrincipal } from "../../directory/types.ts";
import { type Html, html } from "../../http/html.ts";
import type { Section } from "../section.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { assignmentsCard } from "./assignments-card.ts";
import { itemButton } from "./buttons.ts";

const memberTypes: Record<string, AppRole["allowedMemberTypes"]> = {
  User: ["User"],
  Application: ["Application"],
  Both: ["User", "Application"],
};

/** Roles that the server checks, and who has them. */
export const rolesSection: Section = {
  name: "roles",
  title: "App roles",
  body: (request) => html`${rolesCard(request)} ${assignmentsCard(request)}`,
  actions: {
    "add-role": (request) => {
      const { application, form } = request;
      const role = {
        id: randomUUID(),
        displayName: form.text("displayName"),
        value: form.text("value"),
        description: form.text("description"),
        allowedMemberTypes: memberTypes[form.text("members")] ?? ["User"],
        isEnabled: true,
      };
      return saveRoles(request, [...application.appRoles, role]);
    },
    "delete-role": (request) => {
      const id = request.form.text("item");
      const { appRoles } = request.application;
      // In Entra, a role has to be disabled before it can be deleted. The real portal has two buttons for it.
      saveRoles(
        request,
        appRoles.map((role) => (role.id === id ? Object.assign({}, role, { isEnabled: false }) : role)),
      );
      saveRoles(
        request,
        appRoles.filter((role) => role.id !== id),
      );
      return "deleted";
    },
    assign: ({ exchange, application, form }) => {
      const { directory } = exchange.state;
      const resource = findPrincipalByKey(directory, { appId: application.appId });
      addRoleAssignment(directory, resource, {
        principalId: form.text("principal"),
        resourceId: resource.id,
        appRoleId: form.text("role"),
      });
      return "assigned";
    },
    unassign: ({ exchange, form }) => {
      const { directory } = exchange.state;
      removeRoleAssignment(directory, roleAssignmentOf(directory, form.text("item")));
      return "deleted";
    },
    "save-required": ({ exchange, application, form }) => {
      const principal: ServicePrincipal = findPrincipalByKey(exchange.state.directory, {
        appId: application.appId,
      });
      principal.appRoleAssignmentRequired = form.text("required") === "yes";
      return "saved";
    },
  },
};

function saveRoles({ exchange, application }: ApplicationRequest, appRoles: readonly AppRole[]): "saved" {
  updateApplication(exchange.state.directory, application, parseApplicationBody({ appRoles }));
  return "saved";
}

function rolesCard(request: ApplicationRequest): Html {
  const { form } = request;
  return html`<section class="card">
    <h2>App roles</h2>
    ${roleTable(request)}
    <h3>Create app role</h3>
    ${portalForm(
      request,
      { label: "Create app role" },
      html`<label for="role-name">Display name</label>
        <input
          id="role-name"
          name="displayName"
          value="${form.text("displayName")}"
          required
          maxlength="100"
        />
        <label for="role-value">Value</label>
        <input
          id="role-value"
          name="value"
          value="${form.text("value")}"
          required
          pattern="[^\\s]+"
          spellcheck="false"
          aria-describedby="role-hint"
        />
        <p class="hint" id="role-hint">What stands in the roles claim of the token, such as Auditor.</p>
        <label for="role-description">Description</label>
        <input id="role-description" name="description" value="${form.text("description")}" required />
        <fieldset>
          <legend>Allowed member types</legend>
          <label class="choice"
            ><input type="radio" name="members" value="User" checked /> Users/Groups</label
          >
          <label class="choice"><input type="radio" name="members" value="Application" /> Applications</label>
          <label class="choice"><input type="radio" name="members" value="Both" /> Both</label>
        </fieldset>
        <div class="actions"><button class="primary" name="action" value="add-role">Apply</button></div>`,
    )}
  </section>`;
}

function roleTable(request: ApplicationRequest): Html {
  const { appRoles } = request.application;
  if (appRoles.length === 0) return html`<p>None yet.</p>`;
  return portalForm(
    request,
    { label: "App roles" },
    html`<table class="stack">
      <thead>
        <tr>
          <th scope="col">Display name</th>
          <th scope="col">Value</th>
          <th scope="col">Description</th>
          <th scope="col">Members</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        ${appRoles.map(
          ({ id, displayName, value, description, allowedMemberTypes, isEnabled }) =>
            html`<tr>
              <td>${displayName} ${isEnabled ? null : html`<span class="tag">disabled</span>`}</td>
              <td data-label="Value" class="id">${value}</td>
              <td data-label="Description">${description}</td>
              <td data-label="Members">${allowedMemberTypes.join(", ")}</td>
              <td>${itemButton("delete-role", id, "Delete", `role ${displayName}`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}
