import { parseApplicationBody } from "../../applications/application-body.ts";
import { updateApplication } from "../../applications/update-application.ts";
import { entraHeaders } from "../../http/entra-headers.ts";
import { html } from "../../http/html.ts";
import type { Outcome, Section } from "../section.ts";
import { addMissingCredentials, parseManifest, writeManifest } from "../manifest-file.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";

function manifestOf({ exchange, application }: ApplicationRequest): string {
  return writeManifest(application, exchange.state.directory.tenant.defaultDomain);
}

/** The application as a file: to read, to download and to change. */
export const manifestSection: Section = {
  name: "manifest",
  title: "Manifest",
  body: (request) =>
    html`<section class="card">
      <h2>Manifest</h2>
      <p>
        The application with Microsoft Graph’s field names. No secret’s value is in it. What it leaves out
        stays as it is.
      </p>
      <p><a class="button" href="manifest.json" download>Download</a></p>
      ${portalForm(
        request,
        { label: "Manifest" },
        html`<label for="manifest">Manifest</label>
          <textarea id="manifest" name="manifest" rows="24" spellcheck="false">
${request.form.text("manifest") || manifestOf(request)}</textarea>
          <div class="actions"><button class="primary" name="action" value="save">Save</button></div>`,
      )}
      <h3>Upload</h3>
      ${portalForm(
        request,
        { hasFile: true, label: "Upload a manifest" },
        html`<label for="upload">File</label>
          <input id="upload" name="manifest" type="file" accept=".json,application/json" required />
          <div class="actions"><button name="action" value="save">Upload</button></div>`,
      )}
    </section>`,
  actions: {
    save: async ({ exchange, application, form }): Promise<Outcome> => {
      const file = parseManifest(await form.content("manifest"));
      updateApplication(exchange.state.directory, application, parseApplicationBody(file));
      addMissingCredentials(application, file);
      return "saved";
    },
  },
};

/** The file itself. */
export function manifestFile(request: ApplicationRequest): Response {
  return new Response(manifestOf(request), {
    headers: {
      ...entraHeaders(request.exchange),
      "Content-Type": "application/json; charset=utf-8",
      // The client ID, not the name: a header must not contain a user's input.
      "Content-Disposition": `attachment; filename="${request.application.appId}.json"`,
    },
  });
}
