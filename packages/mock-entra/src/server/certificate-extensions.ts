import { createHash, type KeyObject } from "node:crypto";
import { bitString, boolean, objectIdentifier, octetString, sequence, smallInteger, tagged } from "./der.ts";

/** One entry of a certificate's extensions (RFC 5280 §4.1.2.9). */
const extension = (id: string, value: Uint8Array, critical: boolean): Buffer =>
  sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));

const ipv4Loopback = Buffer.from([127, 0, 0, 1]);
const ipv6Loopback = Buffer.concat([Buffer.alloc(15), Buffer.from([1])]);
const dnsName = (name: string): Buffer => tagged(0x82, Buffer.from(name));
const ipAddress = (bytes: Uint8Array): Buffer => tagged(0x87, bytes);

/** The mask comes behind the address (RFC 5280 §4.2.1.10). */
const subtree = (base: Uint8Array): Buffer => sequence(base);

const keyIdentifier = (publicKey: KeyObject): Buffer =>
  createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();

const subjectKeyIdentifier = (key: KeyObject): Buffer =>
  extension("2.5.29.14", octetString(keyIdentifier(key)), false);

const authorityKeyIdentifier = (key: KeyObject): Buffer =>
  extension("2.5.29.35", sequence(tagged(0x80, keyIdentifier(key))), false);

/** A CA that signs leaves only, and only for this machine: whoever steals its key cannot impersonate another host. */
export const authorityExtensions = (key: KeyObject): Buffer =>
  sequence(
    extension("2.5.29.19", sequence(boolean(true), smallInteger(0)), true),
    // keyCertSign is the sixth bit.
    extension("2.5.29.15", bitString(Buffer.from([0x04]), 2), true),
    extension(
      "2.5.29.30",
      sequence(
        tagged(
          0xa0,
          subtree(dnsName("localhost")),
          subtree(ipAddress(Buffer.concat([ipv4Loopback, Buffer.alloc(4, 0xff)]))),
          subtree(ipAddress(Buffer.concat([ipv6Loopback, Buffer.alloc(16, 0xff)]))),
        ),
      ),
      true,
    ),
    subjectKeyIdentifier(key),
  );

/** A server certificate for every name of loopback. */
export const leafExtensions = (key: KeyObject, authorityKey: KeyObject): Buffer =>
  sequence(
    extension("2.5.29.19", sequence(), true),
    // digitalSignature is the first bit.
    extension("2.5.29.15", bitString(Buffer.from([0x80]), 7), true),
    extension("2.5.29.37", sequence(objectIdentifier("1.3.6.1.5.5.7.3.1")), false),
    extension(
      "2.5.29.17",
      sequence(dnsName("localhost"), ipAddress(ipv4Loopback), ipAddress(ipv6Loopback)),
      false,
    ),
    subjectKeyIdentifier(key),
    authorityKeyIdentifier(authorityKey),
  );
