/** Keeps the beginning of a body. */
export interface BodySample {
  add(chunk: Uint8Array): void;
  /** `null` if there is no body. */
  text(): string | null;
  isCut(): boolean;
}

/** More than is shown, because each token in it is replaced by a shorter label. */
const longest = 64 * 1_024;

/** @param encoding of the header Content-Encoding. A compressed body is not shown. */
export function createBodySample(encoding = "identity"): BodySample {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  let isCut = false;
  return {
    add: (chunk) => {
      const part = chunk.subarray(0, longest - kept);
      kept += part.length;
      isCut ||= part.length < chunk.length;
      if (part.length > 0) chunks.push(part);
    },
    text: () => {
      if (kept === 0) return null;
      return encoding === "identity" ? Buffer.concat(chunks).toString() : `(packed: ${encoding})`;
    },
    isCut: () => isCut,
  };
}
