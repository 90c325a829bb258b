/** A decoded path segment. An invalid encoding, such as a single `%`, is not decoded and is not an error. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
