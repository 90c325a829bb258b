import { type Origins, realOrigins } from "../origins.ts";

/** Entra with its real name, at any address: so a federated credential is valid for all ports. */
export function canonicalIssuer({ authority }: Origins, issuer: string): string {
  return issuer.startsWith(`${authority}/`) ? realOrigins.authority + issuer.slice(authority.length) : issuer;
}
