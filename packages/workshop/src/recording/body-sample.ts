/** The beginning of a body that passes by. */
export interface BodySample {
  add(chunk: Uint8Array): void;
  /** `null` for none. */
  text(): string | null;
  isCut(): boolean;
}

/** More than is shown: tokens in it are replaced by something shorter. */
const longest = 64 * 1_024;

/** @param encoding as the header says: a packed body is not shown. */
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
