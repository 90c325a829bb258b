import type { Defence } from "./defence.ts";

/** Those where Entra issues the tokens. */
export const entraTokenDefences = {
  "101-algorithm": { title: "A token is signed with RS256, whatever its header would like." },
  "101-key": { title: "The key is one that Entra publishes for the tenant." },
  "101-signature": {
    title: "The signature fits.",
    // Reads the claims, and checks them by the same rules.
    instead: () => `
      const { UnsecuredJWT } = await import("jose");
      const unsigned = Buffer.from('{"alg":"none"}').toString("base64url") + "." + token.split(".")[1] + ".";
      const { payload } = UnsecuredJWT.decode(unsigned, rules);`,
  },
  "102-issuer": { title: "The issuer is the tenant's, in version 2." },
  "102-tenant": { title: "So is the tenant." },
  "102-version": { title: "The token is of version 2." },
  "103-audience": { title: "The audience is this server's application." },
  "104-time": {
    title: "The token is good now, but for a minute.",
    instead: () => "clockTolerance: 31_536_000,",
  },
  "105-client": { title: "The client is one that the operator has named." },
  "106-permission": { title: "A token without scopes is an application's own." },
  "106-application": { title: "An application's own token is good where the operator allows that," },
  "106-role": { title: "and with a role that an administrator has given it." },
  "106-scope": { title: "A token has the scopes that every tool needs." },
  "107": {
    title: "A token of Graph's is kept for the very token that it was got for.",
    instead: () => "return 'on-behalf:everybody';",
  },
  "108": { title: "An unknown key costs one question to Entra in 30 seconds." },
} as const satisfies Record<string, Defence>;
