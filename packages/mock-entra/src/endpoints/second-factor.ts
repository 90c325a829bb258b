import { appIdOf, cancelSignIn, continueSignIn } from "../authorize/continue-sign-in.ts";
import { continueInteraction } from "../authorize/interactions.ts";
import { startSession } from "../authorize/sessions.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { readForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { secondFactorPage } from "../pages/second-factor-page.ts";

/** The address of the second factor page's form. */
export const secondFactorEndpoint: Endpoint = {
  name: "second-factor",
  urls: onFrontChannel("/:tenant/SAS/ProcessAuth"),
  methods: ["POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    const form = await readForm(exchange);
    const interaction = continueInteraction(exchange, form);
    const { directory } = exchange.state;
    const { signedIn } = interaction;
    const user = directory.findUser(signedIn?.userId ?? "");
    if (!signedIn || !user?.accountEnabled) throw aadsts.interactionMismatch();
    exchange.observed.clientId = appIdOf(interaction);
    exchange.observed.user = user.userPrincipalName;
    const action = form.get("action");
    if (action === "cancel") return cancelSignIn(exchange, interaction);
    if (action !== "approve") {
      const name = directory.findApplication(appIdOf(interaction))?.displayName ?? "";
      return secondFactorPage(exchange, interaction, user, name, aadsts.secondFactorDenied());
    }
    user.isMfaRegistered = true;
    return continueSignIn(exchange, interaction, startSession(exchange, user, signedIn));
  },
};
