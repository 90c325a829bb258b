import { acceptAdminConsent } from "../authorize/admin-consent.ts";
import { askForSecondFactor } from "../authorize/ask-for-second-factor.ts";
import { goalOf } from "../authorize/complete-sign-in.ts";
import { missingConsent, recordConsent } from "../authorize/consent.ts";
import { appIdOf, cancelSignIn } from "../authorize/continue-sign-in.ts";
import { continueInteraction } from "../authorize/interactions.ts";
import { issueCode } from "../authorize/issue-code.ts";
import type { SignInGoal } from "../authorize/sign-in-goal.ts";
import { approveDevice, deviceGoal } from "../device/confirm-device.ts";
import { isAdministrator } from "../directory/directory-roles.ts";
import type { User } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Form, readForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";
import type { Interaction } from "../state/records.ts";

/** The address of the consent page's form. */
export const consentEndpoint: Endpoint = {
  name: "consent",
  urls: onFrontChannel("/:tenant/consent"),
  methods: ["POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    const form = await readForm(exchange);
    const interaction = continueInteraction(exchange, form);
    exchange.observed.clientId = appIdOf(interaction);
    if (form.get("action") !== "accept") return cancelSignIn(exchange, interaction);
    return accept(exchange, form, interaction);
  },
};

/** @throws EntraError 165000 if no user has signed in, or if the user may not do this */
function accept(exchange: Exchange, form: Form, interaction: Interaction): Response {
  const { directory } = exchange.state;
  const { purpose, signedIn } = interaction;
  const user = directory.findUser(signedIn?.userId ?? "");
  if (!signedIn || !user) throw aadsts.interactionMismatch();
  exchange.observed.user = user.userPrincipalName;
  if (purpose.kind === "admin-consent") {
    if (!isAdministrator(directory, user.id)) throw aadsts.administratorsOnly();
    return acceptAdminConsent(exchange, purpose);
  }
  if (purpose.kind === "device") {
    record(exchange, form, deviceGoal(exchange, purpose.device), user);
    return approveDevice(exchange, interaction, purpose.device);
  }
  const session = { user, signedIn };
  const goal = goalOf(purpose.request);
  // A user must not skip the page before by sending the form of this page.
  const secondFactor = askForSecondFactor(exchange, goal, session, () => interaction);
  if (secondFactor) return secondFactor;
  record(exchange, form, goal, user);
  return issueCode(exchange, purpose.request, session);
}

/** @throws EntraError 90094: a user who edits the form cannot consent in place of an administrator */
function record(
  { state }: Exchange,
  form: Form,
  { application, scopes, prompt }: SignInGoal,
  user: User,
): void {
  const question = { application, userId: user.id, scopes, asksAnew: prompt === "consent" };
  const missing = missingConsent(state, question);
  const mayConsentForAll = isAdministrator(state.directory, user.id);
  if (missing.some(({ permission }) => permission.type === "Admin") && !mayConsentForAll) {
    throw aadsts.administratorConsentRequired();
  }
  const isForAll = mayConsentForAll && form.get("for_organization") === "yes";
  recordConsent(state, isForAll ? null : user.id, missing);
}
