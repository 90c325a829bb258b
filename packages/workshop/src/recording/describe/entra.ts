import type { FactsByKey } from "./facts.ts";

const endpoints = "packages/mock-entra/src/endpoints";
const page = "oauth-and-entra-id.md";

/** The endpoints of Entra and Graph. These facts are the same for all servers. */
export const entra: FactsByKey = {
  authorize: {
    step: 2,
    why: "The browser asks Entra for a sign-in. Entra shows its page.",
    page,
    source: `${endpoints}/authorize.ts#authorizeEndpoint`,
  },
  login: {
    step: 2,
    why: "The user signs in at Entra. Only Entra sees the password.",
    page,
    source: `${endpoints}/login.ts#loginEndpoint`,
  },
  consent: {
    step: 2,
    why: "The user lets the application have the permissions that Entra names.",
    page,
    source: `${endpoints}/consent.ts#consentEndpoint`,
  },
  "second-factor": {
    step: 2,
    why: "A policy asks for a second factor (conditional access).",
    page: "best-practices.md",
    source: `${endpoints}/second-factor.ts#secondFactorEndpoint`,
  },
  logout: { why: "The user signs out at Entra.", page, source: `${endpoints}/logout.ts#logoutEndpoint` },
  jwks: {
    why: "The keys are read with which Entra signs its tokens. They are kept, and read again when a new one appears.",
    page: "tokens.md",
    source: `${endpoints}/jwks.ts#jwksEndpoint`,
  },
  "openid-configuration": {
    why: "Entra's addresses and issuer are read, once.",
    page,
    source: `${endpoints}/openid-configuration.ts#openidConfigurationEndpoint`,
  },
  absent: {
    why: "A client looks for metadata where other authorization servers have it. Entra has none there.",
    page: "which-architecture.md",
    source: `${endpoints}/absent.ts#absentEndpoint`,
  },
  "device-authorization": {
    step: 3,
    why: "A program without a browser asks for a code that the user types in elsewhere.",
    page: "msal.md",
    source: `${endpoints}/device-authorization.ts#deviceAuthorizationEndpoint`,
  },
  token: {
    why: "Entra is asked for tokens.",
    page: "tokens.md",
    source: `${endpoints}/token.ts#tokenEndpoint`,
  },
  graph: {
    step: 6,
    why: "Graph is asked for something that belongs to the user.",
    page: "tokens.md#the-access-token-for-graph",
    source: `${endpoints}/graph/me.ts#graphMeEndpoint`,
  },
  "stdio not MCP": {
    why: "A line on stdout that is not an MCP message. Over stdio, stdout belongs to the protocol: use stderr for the rest.",
    page: "local-server.md",
  },
};
