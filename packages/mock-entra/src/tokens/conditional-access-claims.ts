import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { Exchange } from "../http/exchange.ts";
import type { TokenSubject } from "./token-subject.ts";

/**
 * How the user signed in (`amr`, in version 1.0 tokens), which authentication contexts that satisfied (`acrs`), and whether
 * the client understands claims challenges (`xms_cc`: in Graph's tokens, and in those of an API whose manifest asks for it).
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge#receiving-xms_cc-claim-in-an-access-token
 */
export function conditionalAccessClaims(
  { state }: Exchange,
  { application, scopes, sessionId }: TokenSubject,
  withMethods: boolean,
) {
  const facts = state.signIns.get(sessionId);
  const isCapable = facts?.capableClients.has(application.appId) ?? false;
  const contexts = facts?.authenticationContexts ?? [];
  return {
    ...(withMethods ? { amr: facts?.methods ?? ["pwd"] } : {}),
    ...(contexts.length > 0 ? { acrs: contexts } : {}),
    ...(isCapable && wantsCapabilities(state.directory, scopes.resource.appId) ? { xms_cc: ["cp1"] } : {}),
  };
}

function wantsCapabilities(directory: Exchange["state"]["directory"], resourceAppId: string): boolean {
  return (
    resourceAppId === microsoftGraphAppId ||
    (directory
      .findApplication(resourceAppId)
      ?.optionalClaims.accessToken?.some(({ name }) => name === "xms_cc") ??
      false)
  );
}
