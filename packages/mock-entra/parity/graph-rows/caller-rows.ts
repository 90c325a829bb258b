import { witnessedBy } from "../witnessed-by.ts";

const errors = "https://learn.microsoft.com/graph/errors";
const authenticate = "graph/authenticate.ts";

/** Who may call Graph. Only the token decides. */
export const callerRows = [
  ...witnessedBy("test/graph.test.ts", [
    {
      id: "graph-no-token",
      feature: "No token",
      entra: "401 InvalidAuthenticationToken with a challenge that names the authorize endpoint and Graph.",
      source: errors,
      test: "who may call > no caller without a token",
      breakIt: {
        file: "graph/graph-error.ts",
        find: "refusal.status === 401 ?",
        replace: "refusal.status === 407 ?",
      },
    },
    {
      id: "graph-rubbish-token",
      feature: "Something that is not a token",
      entra: "401 InvalidAuthenticationToken.",
      source: errors,
      ours: "same; the wording is unconfirmed in part",
      test: "who may call > no caller with something that is not a token",
      breakIt: {
        file: authenticate,
        find: 'invalidToken("IDX14100: JWT is not well formed.")',
        replace: 'new GraphError(400, "BadRequest", "IDX14100: JWT is not well formed.")',
      },
    },
    {
      id: "graph-id-token",
      feature: "An id token as access token",
      entra: "401 InvalidAuthenticationToken.",
      source: errors,
      test: "who may call > no caller with a token for another audience: the id token",
      breakIt: {
        file: authenticate,
        find: 'throw invalidToken("Access token validation failure. Invalid audience or signature.")',
        replace: 'throw new GraphError(403, "Forbidden", "No.")',
      },
    },
    {
      id: "graph-altered-token",
      feature: "An altered token",
      entra: "401 InvalidAuthenticationToken.",
      source: errors,
      test: "who may call > no caller with a token that was altered",
      breakIt: {
        file: "tokens/graph-token-signature.ts",
        find: "    return claimsSchema.parse(JSON.parse(Buffer.from(verified.payload).toString()));\n  } catch {\n    return undefined;",
        replace:
          '    return claimsSchema.parse(JSON.parse(Buffer.from(verified.payload).toString()));\n  } catch {\n    return claimsSchema.parse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()));',
      },
    },
    {
      id: "graph-expired-token",
      feature: "An expired token",
      entra: "401 InvalidAuthenticationToken: Lifetime validation failed, the token is expired.",
      source: errors,
      test: "who may call > no caller with a token that has expired, was withdrawn, or whose user is gone",
      breakIt: {
        file: authenticate,
        find: "Number(exp) <= secondsOf(exchange) || !isLive",
        replace: "!isLive",
      },
    },
    {
      id: "graph-missing-permission",
      feature: "A token without a fitting permission",
      entra: "403 Authorization_RequestDenied.",
      source: errors,
      test: "who may call > no caller without a fitting scope",
      breakIt: {
        file: authenticate,
        find: "if (!permissions.some((permission) => accepted.includes(permission))) throw accessDenied();",
        replace: "if (permissions.length === accepted.length) throw accessDenied();",
      },
    },
    {
      id: "graph-method",
      feature: "Another method",
      entra: "405 with Graph's error body.",
      source: errors,
      ours: "same; the message is unconfirmed",
      test: "GET /me > another method is not allowed",
      breakIt: { file: "graph/graph-error.ts", find: "new GraphError(405,", replace: "new GraphError(404," },
    },
    {
      id: "graph-unknown-path",
      feature: "An unknown path",
      entra: "404 ResourceNotFound, but the token is looked at first.",
      source: "unconfirmed",
      test: "GET /me > an unknown path is not found, but only for those who may ask",
      breakIt: {
        file: "endpoints/graph/unknown.ts",
        find: "    await authenticateCaller(exchange);\n",
        replace: "",
      },
    },
  ]),
  ...witnessedBy("test/graph-users.test.ts", [
    {
      id: "graph-app-only-me",
      feature: "/me for an application by itself",
      entra: "400 BadRequest: /me request is only valid with delegated authentication flow.",
      source: "issue",
      test: "who sees what of whom > an application by itself sees what its roles allow, and has no /me",
      breakIt: { file: authenticate, find: "new GraphError(400,", replace: "new GraphError(403," },
    },
    {
      id: "graph-app-only-role",
      feature: "An application by itself, without a fitting role",
      entra: "403 Authorization_RequestDenied.",
      source: errors,
      test: "who sees what of whom > an application without a fitting role is refused",
      breakIt: {
        file: "graph/user-resource.ts",
        find: "  throw accessDenied();\n}\n\nexport function isVisible",
        replace: '  return "basic";\n}\n\nexport function isVisible',
      },
    },
  ]),
  ...witnessedBy("test/continuous-access.test.ts", [
    {
      id: "graph-revoked",
      feature: "Continuous access evaluation",
      entra:
        "After a sign-out everywhere, 401 with error=insufficient_claims and base64 claims that ask for a newer nbf.",
      source:
        "https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation",
      ours: "same, at once; tokens of capable clients live no longer than others, where the real ones live up to 28 hours",
      test: "after a sign-out everywhere, Graph challenges its token at once",
      breakIt: {
        file: "graph/graph-error.ts",
        find: "    ...(reason === undefined ? [] : [reason]),\n",
        replace: "",
      },
    },
    {
      id: "graph-revoked-unaware",
      feature: "Continuous access evaluation and clients without cp1",
      entra: "Their tokens stay good until they expire.",
      source:
        "https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation",
      test: "other clients' tokens, and other people's, stay good until they expire",
      breakIt: {
        file: authenticate,
        find: 'revokedAt !== undefined && listOf(claims["xms_cc"]).includes("cp1")',
        replace: "revokedAt !== undefined",
      },
    },
  ]),
];
