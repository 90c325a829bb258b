import { createHash } from "node:crypto";

const algorithms = ["sha256", "sha512", "sha1", "md5"] as const;

/**
 * Whether a checksum that everybody can compute stands in a sealed text: of the text itself, or of what stands before or behind it. An
 * attacker changes the record and writes the checksum anew.
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

/** As one piece, and as the parts that something stands between. */
function bytesOf(sealed: string): Buffer[] {
  const parts = sealed.split(/[^\w+/=-]+/);
  return (["base64url", "hex"] as const).flatMap((form) => [
    Buffer.from(sealed, form),
    Buffer.concat(parts.map((part) => Buffer.from(part, form))),
  ]);
}
