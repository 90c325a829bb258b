import { hintOf } from "../../graph/application-resource.ts";
import { type Html, html } from "../../http/html.ts";
import { copyable } from "../portal-page.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { itemButton } from "./buttons.ts";

export const secretLifetimes = [
  { days: 180, text: "Recommended: 180 days (6 months)" },
  { days: 90, text: "90 days (3 months)" },
  { days: 365, text: "365 days (12 months)" },
  { days: 545, text: "545 days (18 months)" },
  { days: 730, text: "730 days (24 months)" },
] as const;

/** Client secrets. Only the next page shows the value of a new one. */
export function secretsCard(request: ApplicationRequest): Html {
  return html`<section class="card">
    <h2>Client secrets</h2>
    ${newValue(request)} ${secretTable(request)}
    <h3>New client secret</h3>
    ${portalForm(
      request,
      { label: "New client secret" },
      html`<label for="description">Description</label>
        <input
          id="description"
          name="description"
          value="${request.form.text("description")}"
          maxlength="120"
        />
        <label for="days">Expires</label>
        <select id="days" name="days">
          ${secretLifetimes.map(({ days, text }) => html`<option value="${days}">${text}</option>`)}
        </select>
        <div class="actions"><button class="primary" name="action" value="add-secret">Add</button></div>`,
    )}
    <p class="hint">
      In production prefer what cannot leak: a managed identity, or a federated credential below.
    </p>
  </section>`;
}

/** Read and deleted: if the page is loaded again, the value is not there. */
function newValue({ exchange, unseenSecrets, application }: ApplicationRequest): Html | null {
  const keyId = exchange.url.searchParams.get("secret") ?? "";
  const isOwn = application.passwordCredentials.some((credential) => credential.keyId === keyId);
  const value = isOwn ? unseenSecrets.get(keyId) : undefined;
  unseenSecrets.delete(keyId);
  if (value === undefined) return null;
  return html`<div class="message warn">
    <p><strong>Copy the value now.</strong> It is shown this once and never again.</p>
    <dl class="facts">
      <dt>Value</dt>
      <dd class="secret">${copyable("Value", value)}</dd>
      <dt>Secret ID</dt>
      <dd><span class="id">${keyId}</span> <small>This is not the secret.</small></dd>
    </dl>
  </div>`;
}

function secretTable(request: ApplicationRequest): Html {
  const { passwordCredentials } = request.application;
  if (passwordCredentials.length === 0) return html`<p>None yet. A public client needs none.</p>`;
  return portalForm(
    request,
    { label: "Client secrets" },
    html`<table class="stack">
      <thead>
        <tr>
          <th scope="col">Description</th>
          <th scope="col">Expires</th>
          <th scope="col">Value</th>
          <th scope="col">Secret ID</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        ${passwordCredentials.map(
          ({ keyId, displayName, endDateTime, secretText }) =>
            html`<tr>
              <td>${displayName}</td>
              <td data-label="Expires">${endDateTime.slice(0, 10)}</td>
              <td data-label="Value" class="id">${hintOf(secretText)}******</td>
              <td data-label="Secret ID" class="id">${keyId}</td>
              <td>${itemButton("remove-secret", keyId, "Delete", `secret ${displayName}`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}
