import { isIP } from "node:net";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from "@peculiar/asn1-x509";
import * as x509 from "@peculiar/x509";

/**
 * A CA that signs only server certificates, and only for this machine and its hosts: a thief of its key
 * cannot imitate another host.
 */
export async function authorityExtensions(
  key: CryptoKey,
  hosts: readonly string[],
): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    namesOnly(hosts),
    await x509.SubjectKeyIdentifierExtension.create(key),
  ];
}

/** A server certificate for every name of loopback, and for these hosts. */
export async function leafExtensions(
  key: CryptoKey,
  authority: x509.X509Certificate,
  hosts: readonly string[],
): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([
      { type: "dns", value: "localhost" },
      { type: "ip", value: "127.0.0.1" },
      { type: "ip", value: "::1" },
      ...hosts.map((host) => ({ type: isIP(host) === 0 ? "dns" : "ip", value: host }) as const),
    ]),
    await x509.SubjectKeyIdentifierExtension.create(key),
    new x509.AuthorityKeyIdentifierExtension(keyIdentifierOf(authority)),
  ];
}

/** Name constraints (RFC 5280 §4.2.1.10). The certificate library has no class for them. */
function namesOnly(hosts: readonly string[]): x509.Extension {
  const permitted = [
    { dNSName: "localhost" },
    { iPAddress: "127.0.0.1/32" },
    { iPAddress: "::1/128" },
    ...hosts.map((host) => subtreeOf(host)),
  ];
  const constraints = new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(
      permitted.map((name) => new GeneralSubtree({ base: new GeneralName(name) })),
    ),
  });
  return new x509.Extension(id_ce_nameConstraints, true, AsnConvert.serialize(constraints));
}

function subtreeOf(host: string): { dNSName: string } | { iPAddress: string } {
  const version = isIP(host);
  return version === 0 ? { dNSName: host } : { iPAddress: `${host}/${version === 4 ? 32 : 128}` };
}

/** Copied from the CA: verifiers compare the two, and there is more than one way to compute it. */
function keyIdentifierOf(authority: x509.X509Certificate): string {
  const extension = authority.getExtension(x509.SubjectKeyIdentifierExtension);
  if (!extension)
    throw new Error("The development CA has no subject key identifier. Delete it to get a new one.");
  return extension.keyId;
}
