/** A text and all that is encoded in it: as in an address, in base64, base64url or hexadecimal digits. */
export function readingsOf(text: string): string[] {
  return decode(text, 3);
}

function decode(text: string, layers: number): string[] {
  if (layers === 0) return [text];
  const runs = text.match(/[\w+/-]{8,}/g) ?? [];
  const hexadecimal = runs.filter((run) => /^(?:[\da-f]{2})+$/i.test(run));
  const decoded = [
    unescape(text),
    ...runs.map((run) => Buffer.from(run, "base64").toString("latin1")),
    ...hexadecimal.map((run) => Buffer.from(run, "hex").toString("latin1")),
  ];
  return [text, ...decoded.filter((each) => each !== text).flatMap((each) => decode(each, layers - 1))];
}

/** Which of these secrets a text holds, plain or encoded. @param secrets by their names in a message. */
export function tells(text: string, secrets: Readonly<Record<string, string>>): string[] {
  const readings = readingsOf(text);
  return Object.entries(secrets)
    .filter(([, secret]) => secret !== "" && readings.some((reading) => reading.includes(secret)))
    .map(([name]) => name);
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
