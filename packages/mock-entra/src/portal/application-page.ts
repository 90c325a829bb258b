import { findApplicationByKey } from "../applications/find-application.ts";
import { badRequest, notFound } from "../applications/refusals.ts";
import type { PortalPageName } from "../explanations/explanation.ts";
import { isGuid } from "../trace/redact-url.ts";
import { type Html, html } from "../http/html.ts";
import { noticeOf } from "./notices.ts";
import { portalPage } from "./portal-page.ts";
import type { ApplicationRequest, PortalRequest } from "./portal-request.ts";
import type { Section } from "./section.ts";
import { authenticationSection } from "./sections/authentication.ts";
import { credentialsSection } from "./sections/credentials.ts";
import { exposeSection } from "./sections/expose.ts";
import { manifestFile, manifestSection } from "./sections/manifest.ts";
import { overviewSection } from "./sections/overview.ts";
import { permissionsSection } from "./sections/permissions.ts";
import { rolesSection } from "./sections/roles.ts";

const sections: readonly Section[] = [
  overviewSection,
  authenticationSection,
  credentialsSection,
  permissionsSection,
  rolesSection,
  exposeSection,
  manifestSection,
];

function addressOf(appId: string, section: PortalPageName): string {
  return `/portal/registrations/${appId}/${section}`;
}

/** The application and the page that an address names. @throws GraphError 404 */
function addressed(
  request: PortalRequest,
): { application: ApplicationRequest["application"]; page: string } | undefined {
  const { appId, page = "overview" } =
    /^\/portal\/registrations\/(?<appId>[^/]+)(?:\/(?<page>[\w.]+))?\/?$/u.exec(request.exchange.url.pathname)
      ?.groups ?? {};
  if (appId === undefined || !isGuid(appId)) return undefined;
  return { application: findApplicationByKey(request.exchange.state.directory, { appId }), page };
}

function show(request: PortalRequest): Response | undefined {
  const found = addressed(request);
  if (!found) return undefined;
  if (found.page === "manifest.json") return manifestFile({ ...request, application: found.application });
  const section = sections.find(({ name }) => name === found.page);
  return section && sectionPage({ ...request, application: found.application }, section);
}

/** @returns the next address */
async function act(request: PortalRequest): Promise<string> {
  const found = addressed(request);
  const section = sections.find(({ name }) => name === found?.page);
  if (!found || !section) throw notFound(request.exchange.url.pathname);
  const [name = "", item] = request.form.text("action").split(":");
  if (!Object.hasOwn(section.actions, name)) throw badRequest(`This page has no button "${name}".`);
  const action = section.actions[name];
  if (!action) throw badRequest(`This page has no button "${name}".`);
  const outcome = await action({ ...request, form: withItem(request, item), application: found.application });
  if (typeof outcome !== "string") return outcome.address;
  return `${addressOf(found.application.appId, section.name)}?notice=${outcome}`;
}

/** The value of a button in a list contains the item: `remove:7`. */
function withItem({ form }: PortalRequest, item: string | undefined): PortalRequest["form"] {
  return {
    ...form,
    text: (name) => (name === "item" && item !== undefined ? decodeItem(item) : form.text(name)),
  };
}

function decodeItem(item: string): string {
  try {
    return decodeURIComponent(item);
  } catch {
    throw badRequest("The button names no item.");
  }
}

export const answerAboutApplication = { show, act };

function sectionPage(request: ApplicationRequest, section: Section): Response {
  const { application, exchange, refusal } = request;
  return portalPage(exchange, {
    title: `${section.title} · ${application.displayName}`,
    area: "registrations",
    status: refusal === undefined ? 200 : 400,
    body: html`<p class="crumbs">
        <a href="/portal/registrations">App registrations</a> &gt; ${application.displayName}
      </p>
      <h1>${application.displayName} | ${section.title}</h1>
      <div class="layout menu">
        ${menu(application.appId, section)}
        <div>${noticeOf(request)} ${section.body(request)}</div>
      </div>`,
  });
}

function menu(appId: string, current: Section): Html {
  return html`<nav aria-label="Application">
    <ul>
      ${sections.map(
        ({ name, title }) =>
          html`<li>
            <a href="${addressOf(appId, name)}" ${name === current.name ? html`aria-current="page"` : null}
              >${title}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`;
}
