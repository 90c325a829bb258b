import { randomBytes } from "node:crypto";
import { GraphError } from "../graph/graph-error.ts";
import { entraHeaders } from "../http/entra-headers.ts";
import { type Caller, createExchange, type Exchange } from "../http/exchange.ts";
import { html } from "../http/html.ts";
import type { Origins } from "../origins.ts";
import { createBoundedMap } from "../state/bounded-map.ts";
import type { MockState } from "../state/mock-state.ts";
import { answerAboutApplication } from "./application-page.ts";
import { errorCodesPage } from "./error-codes-page.ts";
import { assertOwnForm } from "./guard-form.ts";
import { importApplication } from "./import-application.ts";
import { newRegistrationPage, register } from "./new-registration.ts";
import { emptyForm, readPortalForm } from "./portal-form.ts";
import { portalPage } from "./portal-page.ts";
import type { PortalRequest } from "./portal-request.ts";
import { registrationsPage } from "./registrations-page.ts";
import { timelinePage } from "./timeline-page.ts";

/** Answers the portal's requests. The portal is not part of Entra, so they are not in the trace. */
export type Portal = (request: Request, caller: Caller) => Promise<Response>;

export function isPortalRequest({ pathname }: URL): boolean {
  return pathname === "/" || /^\/portal(?:\/|$)/u.test(pathname);
}

/** The mock's replacement for the admin center, with the same directory as the sign-in. */
export function createPortal(state: MockState, origins: Origins): Portal {
  const formToken = randomBytes(32).toString("base64url");
  const unseenSecrets = createBoundedMap<string>();
  return async (request, caller) => {
    const exchange = createExchange(request, "common", origins, state, caller);
    // A person who can see these pages administers the directory. Only the user of this machine may do this.
    if (!caller.isOnThisMachine) return messagePage(exchange, 403, "The portal is for this machine only.");
    const visit: PortalRequest = { exchange, form: emptyForm, formToken, unseenSecrets, refusal: undefined };
    try {
      return await (request.method === "POST" ? answerForm(visit) : answerVisit(visit));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return messagePage(exchange, error.status, error.message);
    }
  };
}

async function answerForm(visit: PortalRequest): Promise<Response> {
  const { exchange, formToken } = visit;
  const form = await readPortalForm(exchange.request);
  assertOwnForm(exchange.request, form, exchange.origins.frontChannel, formToken);
  const filled = { ...visit, form };
  const address = await carryOut(filled).catch((error: unknown) => {
    // The input is kept: the page is shown again with it, and says why it was refused.
    if (error instanceof GraphError && error.status === 400) return { refusal: error.message };
    throw error;
  });
  if (typeof address !== "string") return answerVisit({ ...filled, refusal: address.refusal });
  // 303: to reload the next page does not send the form again.
  return new Response(null, { status: 303, headers: { ...entraHeaders(exchange), Location: address } });
}

/** @returns the next address @throws GraphError for a refusal */
async function carryOut(visit: PortalRequest): Promise<string> {
  const { pathname } = visit.exchange.url;
  if (pathname === "/portal/registrations/new") return register(visit);
  if (pathname === "/portal/registrations") return importApplication(visit);
  return answerAboutApplication.act(visit);
}

function answerVisit(visit: PortalRequest): Response {
  const { exchange } = visit;
  const path = exchange.url.pathname.replace(/\/$/u, "");
  if (path === "" || path === "/portal") return redirect(exchange, "/portal/registrations");
  if (path === "/portal/registrations") return registrationsPage(visit);
  if (path === "/portal/registrations/new") return newRegistrationPage(visit);
  if (path === "/portal/timeline") return timelinePage(exchange);
  if (path === "/portal/errors") return errorCodesPage(exchange);
  return answerAboutApplication.show(visit) ?? messagePage(exchange, 404, "The portal has no such page.");
}

function redirect(exchange: Exchange, address: string): Response {
  return new Response(null, { status: 302, headers: { ...entraHeaders(exchange), Location: address } });
}

function messagePage(exchange: Exchange, status: number, message: string): Response {
  return portalPage(exchange, {
    status,
    title: "Not possible",
    body: html`<h1>That did not work</h1>
      <p role="alert">${message}</p>
      <p><a href="/portal/registrations">App registrations</a></p>`,
  });
}
