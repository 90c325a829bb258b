import { type Origins, realOrigins } from "../origins.ts";

/** Entra under its real name, wherever it is served: a federated credential is written down once, and holds for all ports. */
export function canonicalIssuer({ authority }: Origins, issuer: string): string {
  return issuer.startsWith(`${authority}/`) ? realOrigins.authority + issuer.slice(authority.length) : issuer;
}
