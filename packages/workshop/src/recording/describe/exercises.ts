import { entraTokensServer } from "./entra-tokens-server.ts";
import type { Facts, FactsByKey } from "./facts.ts";
import { localServer } from "./local-server.ts";
import { remoteServer } from "./remote-server.ts";

/** The same steps. The source is the learner's code. */
export const exercise2: FactsByKey = withSources(localServer, {
  "stdio tools/call": "exercises/02-local-public-client/work/get-user-details-from-graph.ts",
  "server page": "exercises/02-local-public-client/work/authentication-service.ts",
});

const third = "exercises/03-remote-confidential-client/work";

export const exercise3: FactsByKey = {
  ...withSources(remoteServer, {
    "mcp without token": `${third}/require-session.ts`,
    "mcp token refused": `${third}/require-session.ts`,
    "mcp scope missing": `${third}/require-session.ts`,
    mcp: `${third}/require-session.ts`,
    call: `${third}/get-user-details.ts`,
    "call getUserDetails": `${third}/get-user-details.ts`,
    "protected resource metadata": `${third}/server.ts`,
    "authorization server metadata": `${third}/server.ts`,
    "/authorize": `${third}/begin-sign-in.ts`,
    "/auth/callback": `${third}/finish-sign-in.ts`,
    "/auth/callback with an error": `${third}/finish-sign-in.ts`,
    "/token authorization_code": `${third}/exchange-code.ts`,
    "/token refresh_token": `${third}/renew-session.ts`,
  }),
};

/** The learner's server may not do it yet. So the sentence says what a server has to do, and the status shows what it did. */
function asTask(why: string): string {
  return why
    .replace("server checks", "server has to check")
    .replace("refresh token is used up", "refresh token must not work again");
}

/** A source is left out if the exercise has no code for it. */
function withSources(facts: FactsByKey, sources: Readonly<Record<string, string>>): FactsByKey {
  return Object.fromEntries(
    Object.entries(facts).map(([key, { step, why, page }]): [string, Facts] => {
      const source = sources[key];
      return [
        key,
        {
          why: asTask(why),
          ...(step === undefined ? {} : { step }),
          ...(page === undefined ? {} : { page }),
          ...(source === undefined ? {} : { source }),
        },
      ];
    }),
  );
}

const fifth = "exercises/05-entra-access-tokens/work";

export const exercise5: FactsByKey = withSources(entraTokensServer, {
  "mcp without token": `${fifth}/protect-mcp.ts`,
  "mcp token refused": `${fifth}/protect-mcp.ts`,
  "mcp scope missing": `${fifth}/decide-access.ts`,
  mcp: `${fifth}/protect-mcp.ts`,
  call: `${fifth}/decide-access.ts`,
  "protected resource metadata": `${fifth}/protect-mcp.ts`,
  "server token on behalf": `${fifth}/graph-tokens.ts`,
  graph: `${fifth}/tools.ts`,
});
