import { returnError } from "../authorize/authorize-response.ts";
import { missingConsent, recordConsent } from "../authorize/consent.ts";
import { continueInteraction } from "../authorize/interactions.ts";
import { issueCode } from "../authorize/issue-code.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { readForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";

/** Where the consent page sends its form. */
export const consentEndpoint: Endpoint = {
  name: "consent",
  urls: onFrontChannel("/:tenant/consent"),
  methods: ["POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    const form = await readForm(exchange.request);
    const { purpose, signedIn } = continueInteraction(exchange, form);
    const user = exchange.state.directory.findUser(signedIn?.userId ?? "");
    if (purpose.kind !== "authorize" || !signedIn || !user) throw aadsts.interactionMismatch();
    const { request } = purpose;
    const { application } = request.returnTo;
    exchange.observed.clientId = application.appId;
    if (form.get("action") !== "accept")
      return returnError(exchange, request.returnTo, aadsts.consentDeclined());
    const missing = missingConsent(exchange.state, application, user.id, request.scopes);
    recordConsent(exchange.state, application, user.id, request.scopes, missing);
    return issueCode(exchange, request, { user, signedIn });
  },
};
