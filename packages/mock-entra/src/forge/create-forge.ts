import { parseInput } from "../control/parse-input.ts";
import { createExchange } from "../http/exchange.ts";
import type { Origins } from "../origins.ts";
import type { MockState } from "../state/mock-state.ts";
import { type ForgeRequest, forgeRequestSchema, resolveForgeRequest } from "./forge-request.ts";
import { forgeries } from "./forgeries.ts";
import type { ForgeryKind } from "./forgery-kinds.ts";

/**
 * Delegated access tokens for an API, each with exactly one fault, to test that a resource server refuses
 * them; and `valid`, to test that it does not refuse every token.
 */
export type Forge = { readonly [Kind in ForgeryKind]: (request: ForgeRequest) => Promise<string> };

/** Tokens of the authority at these origins. */
export function createForge(state: MockState, origins: Origins): Forge {
  const forge = (kind: ForgeryKind) => async (request: ForgeRequest) => {
    parseInput(forgeRequestSchema, request, "forge");
    const { id } = state.directory.tenant;
    const exchange = createExchange(new Request(`${origins.authority}/${id}`), id, origins, state, {
      isOnThisMachine: true,
    });
    return forgeries[kind](exchange, resolveForgeRequest(exchange, request));
  };
  return {
    valid: forge("valid"),
    signature: forge("signature"),
    unknownKid: forge("unknownKid"),
    algNone: forge("algNone"),
    hs256WithPublicKey: forge("hs256WithPublicKey"),
    issuer: forge("issuer"),
    audience: forge("audience"),
    tenant: forge("tenant"),
    secondTenant: forge("secondTenant"),
    expired: forge("expired"),
    notYetValid: forge("notYetValid"),
    v1: forge("v1"),
    appOnly: forge("appOnly"),
    idTokenAsAccessToken: forge("idTokenAsAccessToken"),
    graphToken: forge("graphToken"),
  };
}
