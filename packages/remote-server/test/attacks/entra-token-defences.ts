import type { Defence } from "./defence.ts";

/** Defences of a server that takes Entra's tokens. */
export const entraTokenDefences = {
  "101-algorithm": { title: "A token has to be signed with RS256, also if its header says something else." },
  "101-key": { title: "Entra publishes the key for the tenant." },
  "101-signature": {
    title: "The signature is valid.",
    // Decodes the claims without a check of the signature, and checks them with the same rules.
    instead: () => `
      const { UnsecuredJWT } = await import("jose");
      const unsigned = Buffer.from('{"alg":"none"}').toString("base64url") + "." + token.split(".")[1] + ".";
      const { payload } = UnsecuredJWT.decode(unsigned, rules);`,
  },
  "102-issuer": { title: "The issuer is the tenant's issuer for version 2." },
  "102-tenant": { title: "The tenant is the configured one." },
  "102-version": { title: "The token has version 2." },
  "103-audience": { title: "The audience is this server's application." },
  "104-time": {
    title: "The token is valid now, with a tolerance of a minute.",
    instead: () => "clockTolerance: 31_536_000,",
  },
  "105-client": { title: "The operator has allowed the client." },
  "106-permission": { title: "A token without scopes is treated as an application's own token." },
  "106-application": { title: "An application's own token is valid only if the operator allows it," },
  "106-role": { title: "and only with a role that an administrator has assigned." },
  "106-scope": { title: "A token has the scopes that every tool needs." },
  "107": {
    title: "The server keeps a token for Graph only for the caller's token that it was exchanged for.",
    instead: () => "return 'on-behalf:everybody';",
  },
  "108": { title: "For unknown keys, the server asks Entra once in 30 seconds." },
} as const satisfies Record<string, Defence>;
