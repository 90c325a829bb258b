import { randomUUID } from "node:crypto";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { browserCookie, readCookie, setCookie } from "../http/cookies.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import type { Form } from "../http/read-form.ts";
import { defaultLifetimes } from "../state/lifetimes.ts";
import { newSessionId } from "../state/opaque-value.ts";
import type { Interaction, SignedIn } from "../state/records.ts";

/** Stores the state of a sign-in in the browser. The pages contain only its id. */
export function startInteraction(
  exchange: Exchange,
  purpose: Interaction["purpose"],
  signedIn?: SignedIn,
): Interaction {
  const interaction: Interaction = {
    id: randomUUID(),
    browser: readCookie(exchange.request, browserCookie) ?? newSessionId(),
    tenantSegment: exchange.tenantSegment,
    correlationId: exchange.correlationId,
    purpose,
    signedIn,
    expiresAt: secondsOf(exchange) + defaultLifetimes.interactionSeconds,
  };
  exchange.state.interactions.set(interaction.id, interaction);
  exchange.cookies.push(setCookie(exchange, browserCookie, interaction.browser));
  return interaction;
}

/**
 * The interaction of a form. The form has to come from the same browser: otherwise an attacker could finish
 * their own sign-in in another user's browser.
 * @throws EntraError 165000 or 50089
 */
export function continueInteraction(exchange: Exchange, form: Form): Interaction {
  const interaction = exchange.state.interactions.get(form.get("ctx") ?? "");
  if (!interaction || interaction.browser !== readCookie(exchange.request, browserCookie)) {
    throw aadsts.interactionMismatch();
  }
  // A sign-in has one correlation id in the trace and on error pages, for all its forms.
  exchange.correlationId = interaction.correlationId;
  if (interaction.expiresAt <= secondsOf(exchange)) throw aadsts.interactionExpired();
  return interaction;
}
