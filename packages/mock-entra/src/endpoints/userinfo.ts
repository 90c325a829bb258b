import { assertPermission, authenticateCaller, signedInUser } from "../graph/authenticate.ts";
import { presentAsGraph } from "../graph/graph-error.ts";
import { graphJson } from "../graph/graph-headers.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { pairwiseSubject } from "../tokens/subjects.ts";

/**
 * OpenID Connect Core §5.3. In Entra, Graph answers this. `sub` is the same as in the client's id tokens.
 * @see https://learn.microsoft.com/entra/identity-platform/userinfo
 */
export const userinfoEndpoint: Endpoint = {
  name: "userinfo",
  urls: ({ graph }) => [`${graph}/oidc/userinfo`],
  methods: ["GET", "POST"],
  presentError: presentAsGraph,
  respond: async (exchange) => {
    const caller = await authenticateCaller(exchange);
    const user = signedInUser(caller);
    assertPermission(caller, ["openid"]);
    return graphJson(exchange, {
      sub: pairwiseSubject(caller.appId, user.id),
      name: user.displayName,
      ...(user.surname === null ? {} : { family_name: user.surname }),
      ...(user.givenName === null ? {} : { given_name: user.givenName }),
      picture: `${exchange.origins.graph}/v1.0/me/photo/$value`,
      ...(caller.permissions.includes("email") && user.mail !== null ? { email: user.mail } : {}),
    });
  },
};
