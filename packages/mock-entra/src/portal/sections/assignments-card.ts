import { assignmentId, principalsOf } from "../../applications/role-assignments.ts";
import { defaultAccessRoleId } from "../../directory/app-role-assignments.ts";
import type { AppRole, AppRoleAssignment } from "../../directory/types.ts";
import { type Html, html } from "../../http/html.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { itemButton } from "./buttons.ts";

/** Users and groups, as the real portal has them under Enterprise applications. */
export function assignmentsCard(request: ApplicationRequest): Html {
  const { exchange, application } = request;
  const { directory } = exchange.state;
  const principal = directory.servicePrincipals.find(({ appId }) => appId === application.appId);
  if (!principal)
    return html`<section class="card">
      <p>The application has no service principal in this tenant.</p>
    </section>`;
  const assignments = directory.appRoleAssignments.filter(({ resourceId }) => resourceId === principal.id);
  return html`<section class="card">
    <h2>Users and groups</h2>
    <p class="hint">
      In the real portal: Enterprise applications > ${application.displayName} > Users and groups.
    </p>
    ${assignments.length === 0 ? html`<p>No user is assigned yet.</p>` : assignmentTable(request, assignments)}
    ${assignForm(request)} ${requiredForm(request, principal.appRoleAssignmentRequired)}
  </section>`;
}

function assignmentTable(request: ApplicationRequest, assignments: readonly AppRoleAssignment[]): Html {
  const principals = principalsOf(request.exchange.state.directory);
  const { appRoles } = request.application;
  return portalForm(
    request,
    { label: "Users and groups" },
    html`<table class="stack">
      <thead>
        <tr>
          <th scope="col">Display name</th>
          <th scope="col">Type</th>
          <th scope="col">Role assigned</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        ${assignments.map((assignment) => {
          const principal = principals.find(({ id }) => id === assignment.principalId);
          const name = principal?.displayName ?? assignment.principalId;
          return html`<tr>
            <td>${name}</td>
            <td data-label="Type">${principal?.type}</td>
            <td data-label="Role">${roleName(appRoles, assignment)}</td>
            <td>${itemButton("unassign", assignmentId(assignment), "Remove", `assignment of ${name}`)}</td>
          </tr>`;
        })}
      </tbody>
    </table>`,
  );
}

function roleName(appRoles: readonly AppRole[], { appRoleId }: AppRoleAssignment): string {
  return appRoles.find(({ id }) => id === appRoleId)?.displayName ?? "Default access";
}

function assignForm(request: ApplicationRequest): Html {
  const roles = request.application.appRoles.filter(({ isEnabled }) => isEnabled);
  const choices =
    roles.length > 0
      ? roles.map(({ id, displayName }) => ({ id, displayName }))
      : [{ id: defaultAccessRoleId, displayName: "Default access" }];
  return html`<h3>Add user/group</h3>
    ${portalForm(
      request,
      { label: "Add user/group" },
      html`<label for="principal">User, group or application</label>
        <select id="principal" name="principal">
          ${principalsOf(request.exchange.state.directory)
            .filter(
              ({ id }) =>
                id !== request.exchange.state.directory.findServicePrincipal(request.application.appId)?.id,
            )
            .map(
              ({ id, displayName, type }) => html`<option value="${id}">${displayName} (${type})</option>`,
            )}
        </select>
        <label for="role">Role</label>
        <select id="role" name="role">
          ${choices.map(({ id, displayName }) => html`<option value="${id}">${displayName}</option>`)}
        </select>
        <div class="actions"><button name="action" value="assign">Assign</button></div>`,
    )}`;
}

function requiredForm(request: ApplicationRequest, isRequired: boolean): Html {
  return portalForm(
    request,
    { label: "Assignment required?" },
    html`<fieldset>
        <legend>Assignment required?</legend>
        <p class="hint">
          Then no other user can sign in: they are refused with <a href="/error?code=50105">AADSTS50105</a>.
        </p>
        <label class="choice"
          ><input type="radio" name="required" value="yes" ${isRequired ? html`checked` : null} /> Yes</label
        >
        <label class="choice"
          ><input type="radio" name="required" value="no" ${isRequired ? null : html`checked`} /> No</label
        >
      </fieldset>
      <div class="actions"><button name="action" value="save-required">Save</button></div>`,
  );
}
