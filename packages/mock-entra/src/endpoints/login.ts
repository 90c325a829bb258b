import { appIdOf, cancelSignIn, continueSignIn } from "../authorize/continue-sign-in.ts";
import { continueInteraction } from "../authorize/interactions.ts";
import { continueInteractionAtHome } from "../authorize/home-realm.ts";
import { takesEveryOrganization } from "../directory/tenant-names.ts";
import { startSession } from "../authorize/sessions.ts";
import { findGuest } from "../directory/guests.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { EntraError } from "../errors/entra-error.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, readForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";
import { accountElsewhere, type HomeAccount, homeAccount } from "../state/home-account.ts";
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
    const outcome = authenticate(exchange, interaction, form);
    if (outcome instanceof EntraError) return askAgain(exchange, interaction, form, outcome);
    const { home, user } = outcome;
    const session = startSession({ ...exchange, state: home }, user);
    if (home === exchange.state) return continueSignIn(exchange, interaction, session);
    return continueInteractionAtHome(exchange, home, interaction, session);
  },
};

/** A sample account needs no password: this is not the real Entra, and the pages say so. */
function authenticate(exchange: Exchange, interaction: Interaction, form: Form): HomeAccount | EntraError {
  const isPicked = form.get("action") === "pick";
  const account = accountOf(exchange, interaction, form.get(isPicked ? "account" : "login") ?? "");
  if (account instanceof EntraError) return account;
  const { home, user } = account;
  // A guest has no password here: the password of the account at home counts.
  const proving = homeAccount(home, user).user;
  if (!isPicked && form.get("passwd") !== proving.passwordProfile.password) return aadsts.passwordInvalid();
  return user.accountEnabled && proving.accountEnabled ? account : aadsts.userDisabled();
}

/**
 * The account of this tenant, also a guest's. At an address for all organizations, the account at home, in any tenant.
 */
function accountOf(exchange: Exchange, interaction: Interaction, name: string): HomeAccount | EntraError {
  const { state, tenantSegment } = exchange;
  const { directory } = state;
  const isForAll = takesEveryOrganization(tenantSegment);
  const user = directory.findUser(name);
  if (user) return isForAll ? homeAccount(state, user) : { home: state, user };
  const elsewhere = accountElsewhere(state, name);
  if (elsewhere && isForAll) return homeAccount(elsewhere.home, elsewhere.user);
  const guest = findGuest(directory, name);
  if (guest) return { home: state, user: guest };
  if (!elsewhere) return aadsts.userNotFound(directory.tenant.displayName);
  return aadsts.userOfAnotherTenant(
    elsewhere.user.userPrincipalName,
    elsewhere.home.directory.tenant.id,
    directory.tenant.displayName,
    appIdOf(interaction),
    directory.findApplication(appIdOf(interaction))?.displayName ?? "",
  );
}

function askAgain(exchange: Exchange, interaction: Interaction, form: Form, error: EntraError): Response {
  return signInPage(exchange, {
    interaction,
    applicationName: exchange.state.directory.findApplication(appIdOf(interaction))?.displayName ?? "",
    userName: form.get("login"),
    error,
  });
}
