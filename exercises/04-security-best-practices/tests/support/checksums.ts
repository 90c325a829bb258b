import { createHash } from "node:crypto";

const algorithms = ["sha256", "sha512", "sha1", "md5"] as const;

/**
 * Whether a sealed text contains a checksum without a key: of the text itself, or of the bytes before or after it. An attacker who
 * changes the record can compute such a checksum again.
 */
export function holdsChecksum(sealed: string, recordKey: string, text: string): boolean {
  const plain = [text, recordKey + text, text + recordKey];
  return bytesOf(sealed).some((bytes) =>
    algorithms.some((algorithm) => {
      const digest = (data: Uint8Array | string) => createHash(algorithm).update(data).digest();
      if (plain.some((each) => bytes.includes(digest(each)))) return true;
      const { length } = digest("");
      return [0, 12, 16, bytes.length - length].some((at) => {
        const stored = bytes.subarray(at, at + length);
        const before = [0, 12, 16].map((from) => bytes.subarray(from, at));
        const behind = bytes.subarray(at + length);
        return [...before, behind, Buffer.concat([bytes.subarray(0, at), behind])].some((data) =>
          digest(data).equals(stored),
        );
      });
    }),
  );
}

/** The bytes of the whole text, and of its parts without the separators. */
function bytesOf(sealed: string): Buffer[] {
  const parts = sealed.split(/[^\w+/=-]+/);
  return (["base64url", "hex"] as const).flatMap((form) => [
    Buffer.from(sealed, form),
    Buffer.concat(parts.map((part) => Buffer.from(part, form))),
  ]);
}
