import { askForAdminConsent } from "../authorize/admin-consent.ts";
import { resolveReturnTo } from "../authorize/authorize-request.ts";
import { returnError } from "../authorize/authorize-response.ts";
import { continueAtHome } from "../authorize/home-realm.ts";
import { startInteraction } from "../authorize/interactions.ts";
import { parseScopes } from "../authorize/requested-scopes.ts";
import { currentSession, sessionElsewhere } from "../authorize/sessions.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { formOf, rawParameter, required } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";

/** The page where an administrator consents for the whole organization. */
export const adminConsentEndpoint: Endpoint = {
  name: "admin-consent",
  urls: onFrontChannel("/:tenant/v2.0/adminconsent"),
  methods: ["GET"],
  presentError: presentAsPage,
  respond: (exchange) => {
    const form = formOf(exchange.url.searchParams);
    const encoded = exchange.url.search.slice(1);
    const state = rawParameter(encoded, "state");
    const returnTo = resolveReturnTo(exchange, form, state);
    const { application, tenant } = returnTo;
    try {
      const scopes = parseScopes(exchange.state, required(form, "scope"), application, tenant);
      const request = { kind: "admin-consent", returnTo, scopes, encoded } as const;
      const interaction = startInteraction(exchange, request);
      const session = currentSession(exchange);
      if (session) return askForAdminConsent(exchange, interaction, request, session);
      const elsewhere = sessionElsewhere(exchange);
      if (elsewhere) return continueAtHome(exchange, elsewhere.home, "admin-consent", encoded);
      return signInPage(exchange, {
        interaction,
        applicationName: application.displayName,
        userName: undefined,
      });
    } catch (error) {
      return returnError(exchange, returnTo, error, { admin_consent: "True" });
    }
  },
};
