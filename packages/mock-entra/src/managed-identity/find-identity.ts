import type { ServicePrincipal } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Form } from "../http/read-form.ts";
import { IdentityError } from "./identity-error.ts";

/** The parameters that name an identity; `object_id` means the same as `principal_id`. */
const selectors = {
  client_id: ({ appId }: ServicePrincipal) => appId,
  principal_id: ({ id }: ServicePrincipal) => id,
  object_id: ({ id }: ServicePrincipal) => id,
  mi_res_id: ({ alternativeNames }: ServicePrincipal) =>
    alternativeNames.find((name) => name.startsWith("/")),
} as const;

/**
 * The managed identity of a request: the system-assigned one, unless it names another.
 * @throws IdentityError 400
 */
export function findIdentity({ state }: Exchange, query: Form): ServicePrincipal {
  const identities = state.directory.servicePrincipals.filter(
    ({ servicePrincipalType }) => servicePrincipalType === "ManagedIdentity",
  );
  const named = Object.entries(selectors).filter(([name]) => query.has(name));
  if (named.length > 1) {
    throw new IdentityError(400, "Use one of client_id, principal_id, object_id and mi_res_id, not several.");
  }
  const [selector] = named;
  const identity = selector
    ? identities.find((candidate) => isSame(selector[1](candidate), query.get(selector[0])))
    : identities.find(({ alternativeNames }) => alternativeNames.includes("isExplicit=False"));
  if (!identity) {
    throw new IdentityError(
      400,
      "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
    );
  }
  return identity;
}

function isSame(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && left.toLowerCase() === right?.toLowerCase();
}
