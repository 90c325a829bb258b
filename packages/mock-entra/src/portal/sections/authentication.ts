import { parseApplicationBody } from "../../applications/application-body.ts";
import { badRequest } from "../../applications/refusals.ts";
import { updateApplication } from "../../applications/update-application.ts";
import type { Application } from "../../directory/types.ts";
import { type Html, html } from "../../http/html.ts";
import type { Section } from "../section.ts";
import { type ApplicationRequest, portalForm } from "../portal-request.ts";
import { itemButton } from "./buttons.ts";

type PlatformName = "web" | "spa" | "publicClient";

const platforms: readonly {
  name: PlatformName;
  title: string;
  hint: string;
  suggestions: readonly string[];
}[] = [
  {
    name: "web",
    title: "Web",
    hint: "A server with a secret. The remote server of this workshop: http://localhost:3001/auth/callback",
    suggestions: [],
  },
  {
    name: "publicClient",
    title: "Mobile and desktop applications",
    hint: "A program on the user’s machine, which cannot keep a secret. The local server of this workshop: http://localhost",
    suggestions: ["http://localhost"],
  },
  {
    name: "spa",
    title: "Single-page application",
    hint: "A page that redeems the code in the browser. Not for servers.",
    suggestions: [],
  },
];

/** Where answers go, and which kind of client this is. */
export const authenticationSection: Section = {
  name: "authentication",
  title: "Authentication",
  body: (request) => html`${configured(request)} ${addPlatform(request)} ${advanced(request)}`,
  actions: {
    configure: (request) => {
      const platform = platformOf(request.form.text("platform"));
      const typed = [...request.form.all("suggestion"), request.form.text("redirectUri")].filter(
        (uri) => uri !== "",
      );
      if (typed.length === 0) throw badRequest("Enter a redirect URI.");
      const { redirectUris } = request.application[platform];
      return save(request, { [platform]: { redirectUris: [...new Set([...redirectUris, ...typed])] } });
    },
    remove: (request) => {
      const platform = platformOf(request.form.text("platform"));
      const uri = request.form.text("item");
      const redirectUris = request.application[platform].redirectUris.filter((known) => known !== uri);
      return save(request, { [platform]: { redirectUris } });
    },
    "save-logout": (request) => save(request, { web: { logoutUrl: request.form.text("logoutUrl") || null } }),
    "save-flows": (request) =>
      save(request, { isFallbackPublicClient: request.form.text("isFallbackPublicClient") === "yes" }),
  },
};

function platformOf(name: string): PlatformName {
  const found = platforms.find((platform) => platform.name === name);
  if (!found) throw badRequest("Select a platform.");
  return found.name;
}

function save({ exchange, application }: ApplicationRequest, body: unknown): "saved" {
  updateApplication(exchange.state.directory, application, parseApplicationBody(body));
  return "saved";
}

function configured(request: ApplicationRequest): Html {
  const used = platforms.filter(({ name }) => request.application[name].redirectUris.length > 0);
  return html`<section class="card">
    <h2>Platform configurations</h2>
    ${
      used.length === 0
        ? html`<p>
            No platform yet, so no redirect URI. A sign-in in a browser is then refused with
            <a href="/error?code=500113">AADSTS500113</a>.
          </p>`
        : null
    }
    ${used.map(({ name, title }) => redirectUriList(request, name, title))} ${logoutUrl(request)}
  </section>`;
}

function redirectUriList(request: ApplicationRequest, platform: PlatformName, title: string): Html {
  return portalForm(
    request,
    { label: title },
    html`<h3>${title}</h3>
      <input type="hidden" name="platform" value="${platform}" />
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Redirect URI</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          ${request.application[platform].redirectUris.map(
            (uri) =>
              html`<tr>
                <td class="id">${uri}</td>
                <td>${itemButton("remove", uri, "Remove", uri)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
  );
}

function logoutUrl(request: ApplicationRequest): Html | null {
  const { web }: Pick<Application, "web"> = request.application;
  if (web.redirectUris.length === 0) return null;
  return portalForm(
    request,
    { label: "Front-channel logout URL" },
    html`<label for="logout">Front-channel logout URL</label>
      <input
        id="logout"
        name="logoutUrl"
        value="${web.logoutUrl ?? ""}"
        placeholder="e.g. https://example.com/logout"
      />
      <div class="actions"><button name="action" value="save-logout">Save</button></div>`,
  );
}

/** Links choose the platform, so that this works without scripts. */
function addPlatform(request: ApplicationRequest): Html {
  const chosen = platforms.find(
    ({ name }) => name === (request.form.text("platform") || request.exchange.url.searchParams.get("add")),
  );
  return html`<section class="card" id="add-platform">
    <h2>Add a platform</h2>
    <p>
      ${platforms.map(
        ({ name, title }) =>
          html`<a
            class="button"
            href="?add=${name}#add-platform"
            ${name === chosen?.name ? html`aria-current="true"` : null}
            >${title}</a
          > `,
      )}
    </p>
    ${chosen ? configureForm(request, chosen) : null}
  </section>`;
}

function configureForm(
  request: ApplicationRequest,
  { name, title, hint, suggestions }: (typeof platforms)[number],
): Html {
  return portalForm(
    request,
    { action: `?add=${name}`, label: `Configure ${title}` },
    html`<h3>Configure ${title}</h3>
      <p class="hint" id="uri-hint">${hint}</p>
      <input type="hidden" name="platform" value="${name}" />
      ${suggestions.map(
        (uri) =>
          html`<label class="choice"
            ><input type="checkbox" name="suggestion" value="${uri}" /> ${uri}</label
          >`,
      )}
      <label for="redirect-uri">${suggestions.length === 0 ? "Redirect URI" : "Custom redirect URI"}</label>
      <input
        id="redirect-uri"
        name="redirectUri"
        value="${request.form.text("redirectUri")}"
        aria-describedby="uri-hint"
        spellcheck="false"
      />
      <div class="actions"><button class="primary" name="action" value="configure">Configure</button></div>`,
  );
}

function advanced(request: ApplicationRequest): Html {
  const isOn = request.application.isFallbackPublicClient;
  return html`<section class="card">
    <h2>Advanced settings</h2>
    ${portalForm(
      request,
      { label: "Advanced settings" },
      html`<fieldset>
          <legend>Allow public client flows</legend>
          <p class="hint">
            For sign-ins without a redirect URI, such as the device code flow. While it is off they are
            refused with
            <a href="/error?code=7000218">AADSTS7000218</a>.
          </p>
          <label class="choice"
            ><input type="radio" name="isFallbackPublicClient" value="yes" ${isOn ? html`checked` : null} />
            Yes</label
          >
          <label class="choice"
            ><input type="radio" name="isFallbackPublicClient" value="no" ${isOn ? null : html`checked`} />
            No</label
          >
        </fieldset>
        <div class="actions"><button name="action" value="save-flows">Save</button></div>`,
    )}
  </section>`;
}
