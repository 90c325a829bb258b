import { type Origins, realOrigins } from "../origins.ts";

/** Entra under its real name, wherever it is served: a federated credential is written down once, and holds for all ports. */
export const canonicalIssuer = ({ authority }: Origins, issuer: string): string =>
  issuer.startsWith(`${authority}/`) ? realOrigins.authority + issuer.slice(authority.length) : issuer;
