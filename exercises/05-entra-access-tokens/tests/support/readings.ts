/** A text, and what is encoded in it in base64 or hexadecimal digits. */
export function readingsOf(text: string): string[] {
  const runs = text.match(/[\w+/-]{40,}/g) ?? [];
  return [
    text,
    ...runs.flatMap((run) =>
      (["base64", "hex"] as const).map((code) => Buffer.from(run, code).toString("latin1")),
    ),
  ];
}
