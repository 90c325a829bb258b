import { isRegisteredAddress } from "../authorize/redirect-uri.ts";
import { currentSession, endSession, sessionElsewhere } from "../authorize/sessions.ts";
import { signOutAddresses } from "../authorize/sign-out-addresses.ts";
import { takesEveryOrganization } from "../directory/tenant-names.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { entraHeaders } from "../http/entra-headers.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, formOf, readForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { signedOutPage } from "../pages/signed-out-page.ts";

/**
 * Ends the browser's session, notifies the applications, and returns to one of them if requested.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
 */
export const logoutEndpoint: Endpoint = {
  name: "logout",
  urls: onFrontChannel("/:tenant/oauth2/v2.0/logout"),
  methods: ["GET", "POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    const { request, url } = exchange;
    const form = request.method === "POST" ? await readForm(exchange) : formOf(url.searchParams);
    const elsewhere = sessionElsewhere(exchange);
    const session = currentSession(exchange) ?? elsewhere?.session;
    const state = elsewhere?.home ?? exchange.state;
    const frames = session ? signOutAddresses({ ...exchange, state }, session) : [];
    if (session) exchange.observed.user = session.user.userPrincipalName;
    endSession(exchange);
    const returnTo = returnAddress(exchange, form);
    if (frames.length > 0 || returnTo === undefined) return signedOutPage(exchange, frames, returnTo);
    return new Response(null, { status: 302, headers: { ...entraHeaders(exchange), Location: returnTo } });
  },
};

/**
 * Only an address that an application here has registered: otherwise this page could send users to any site
 * (open redirect). It is unconfirmed that an unregistered address is ignored without a message.
 */
function returnAddress({ state, tenantSegment }: Exchange, form: Form): string | undefined {
  const address = form.get("post_logout_redirect_uri");
  if (address === undefined) return undefined;
  const isForAll = takesEveryOrganization(tenantSegment);
  const applications = state.tenants
    .flatMap(({ directory }) => directory.applications)
    .filter(({ appId }) => isForAll || state.directory.findApplication(appId));
  if (!applications.some((application) => isRegisteredAddress(application, address))) return undefined;
  const url = new URL(address);
  const echoed = form.get("state");
  if (echoed !== undefined) url.searchParams.append("state", echoed);
  return url.href;
}
