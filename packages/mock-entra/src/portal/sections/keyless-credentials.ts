import { type Html, html } from "../../http/html.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { itemButton } from "./buttons.ts";

/** Certificates, without their private keys. */
export function certificatesCard(request: ApplicationRequest): Html {
  return html`<section class="card">
    <h2>Certificates</h2>
    ${certificateTable(request)}
    <h3>Upload certificate</h3>
    ${portalForm(
      request,
      { hasFile: true, label: "Upload certificate" },
      html`<label for="certificate">Certificate (.cer, .pem or .crt, without its private key)</label>
        <input id="certificate" name="certificate" type="file" accept=".cer,.pem,.crt" required />
        <label for="certificate-description">Description</label>
        <input id="certificate-description" name="description" maxlength="120" />
        <div class="actions"><button name="action" value="add-certificate">Upload</button></div>`,
    )}
  </section>`;
}

function certificateTable(request: ApplicationRequest): Html {
  const { keyCredentials } = request.application;
  if (keyCredentials.length === 0) return html`<p>None yet.</p>`;
  return portalForm(
    request,
    { label: "Certificates" },
    html`<table class="stack">
      <thead>
        <tr>
          <th scope="col">Thumbprint</th>
          <th scope="col">Description</th>
          <th scope="col">Expires</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        ${keyCredentials.map(
          ({ keyId, customKeyIdentifier, displayName, endDateTime }) =>
            html`<tr>
              <td class="id">${Buffer.from(customKeyIdentifier, "base64").toString("hex").toUpperCase()}</td>
              <td data-label="Description">${displayName}</td>
              <td data-label="Expires">${endDateTime.slice(0, 10)}</td>
              <td>${itemButton("remove-certificate", keyId, "Delete", `certificate ${displayName}`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}

/** Another issuer's tokens in place of a secret: a managed identity, a cluster, a build. */
export function federatedCard(request: ApplicationRequest): Html {
  const { form } = request;
  return html`<section class="card">
    <h2>Federated credentials</h2>
    ${federatedTable(request)}
    <h3>Add credential</h3>
    ${portalForm(
      request,
      { label: "Add federated credential" },
      html`<label for="issuer">Issuer</label>
        <input id="issuer" name="issuer" value="${form.text("issuer")}" required spellcheck="false" />
        <label for="subject">Subject identifier</label>
        <input id="subject" name="subject" value="${form.text("subject")}" required spellcheck="false" />
        <label for="federated-name">Name</label>
        <input id="federated-name" name="name" value="${form.text("name")}" required />
        <label for="audience">Audience</label>
        <input
          id="audience"
          name="audience"
          value="${form.text("audience") || "api://AzureADTokenExchange"}"
          required
        />
        <div class="actions"><button name="action" value="add-federated">Add</button></div>`,
    )}
  </section>`;
}

function federatedTable(request: ApplicationRequest): Html {
  const { federatedIdentityCredentials } = request.application;
  if (federatedIdentityCredentials.length === 0) return html`<p>None yet.</p>`;
  return portalForm(
    request,
    { label: "Federated credentials" },
    html`<table class="stack">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Issuer</th>
          <th scope="col">Subject</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        ${federatedIdentityCredentials.map(
          ({ id, name, issuer, subject }) =>
            html`<tr>
              <td>${name}</td>
              <td data-label="Issuer" class="id">${issuer}</td>
              <td data-label="Subject" class="id">${subject}</td>
              <td>${itemButton("remove-federated", id, "Delete", `federated credential ${name}`)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );
}
