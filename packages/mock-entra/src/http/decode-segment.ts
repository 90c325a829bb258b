/** A segment of a path, decoded. What is no valid encoding, such as a `%` alone, stands for itself: it is no reason to fail. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
