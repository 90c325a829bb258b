import { randomUUID } from "node:crypto";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { browserCookie, readCookie, setCookie } from "../http/cookies.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import type { Form } from "../http/read-form.ts";
import { defaultLifetimes } from "../state/lifetimes.ts";
import { newSessionId } from "../state/opaque-value.ts";
import type { Interaction, SignedIn } from "../state/records.ts";

/** Remembers what the browser is in the middle of; the pages carry only its id. */
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
 * The interaction that a form belongs to. Its browser has to be the one that sent the form: otherwise an attacker could
 * finish his own sign-in in another user's browser.
 * @throws EntraError 165000 or 50089
 */
export function continueInteraction(exchange: Exchange, form: Form): Interaction {
  const interaction = exchange.state.interactions.get(form.get("ctx") ?? "");
  if (!interaction || interaction.browser !== readCookie(exchange.request, browserCookie)) {
    throw aadsts.interactionMismatch();
  }
  // A sign-in is one story in the trace and on error pages, however many forms it takes.
  exchange.correlationId = interaction.correlationId;
  if (interaction.expiresAt <= secondsOf(exchange)) throw aadsts.interactionExpired();
  return interaction;
}
