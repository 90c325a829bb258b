import { appIdOf, cancelSignIn, continueSignIn } from "../authorize/continue-sign-in.ts";
import { continueInteraction } from "../authorize/interactions.ts";
import { startSession } from "../authorize/sessions.ts";
import type { User } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { EntraError } from "../errors/entra-error.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, readForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import type { Interaction } from "../state/records.ts";

/** The address of the sign-in page's form. */
export const loginEndpoint: Endpoint = {
  name: "login",
  urls: onFrontChannel("/:tenant/login"),
  methods: ["POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    const form = await readForm(exchange);
    const interaction = continueInteraction(exchange, form);
    exchange.observed.clientId = appIdOf(interaction);
    if (form.get("action") === "cancel") return cancelSignIn(exchange, interaction);
    const outcome = authenticate(exchange, form);
    if (outcome instanceof EntraError) return askAgain(exchange, interaction, form, outcome);
    return continueSignIn(exchange, interaction, startSession(exchange, outcome));
  },
};

/** A sample account needs no password: this is not the real Entra, and the pages say so. */
function authenticate({ state }: Exchange, form: Form): User | EntraError {
  const { directory } = state;
  const isPicked = form.get("action") === "pick";
  const user = directory.findUser(form.get(isPicked ? "account" : "login") ?? "");
  if (!user) return aadsts.userNotFound(directory.tenant.displayName);
  if (!isPicked && form.get("passwd") !== user.passwordProfile.password) return aadsts.passwordInvalid();
  return user.accountEnabled ? user : aadsts.userDisabled();
}

function askAgain(exchange: Exchange, interaction: Interaction, form: Form, error: EntraError): Response {
  return signInPage(exchange, {
    interaction,
    applicationName: exchange.state.directory.findApplication(appIdOf(interaction))?.displayName ?? "",
    userName: form.get("login"),
    error,
  });
}
