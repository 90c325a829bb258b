/** Collects all secrets that this process sends and receives. */
export interface SecretWatch {
  seen(): readonly string[];
  /** The kinds of secrets that were seen. If a kind is missing, its flow did not run, and the test proves nothing. */
  kinds(): ReadonlySet<string>;
  /** The bodies of all answers with an error. */
  errorBodies(): readonly string[];
  stop(): void;
}

/** Shorter values are flags and words, and are in many texts. */
const shortest = 16;

export function watchSecrets(): SecretWatch {
  const seen = new Map<string, string>();
  const errors: string[] = [];
  const note = (kind: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value.length >= shortest) seen.set(value, kind);
  };
  const original = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const response = await original(...request);
    const address = new URL(new Request(request[0]).url);
    noteAnswer(note, response);
    const body = await response.clone().text();
    noteBody(note, body);
    const isOurs = address.hostname === "localhost";
    if (isOurs && response.status >= 400) errors.push(`${[...response.headers].join("\n")}\n${body}`);
    return response;
  };
  return {
    seen: () => [...seen.keys()],
    kinds: () => new Set(seen.values()),
    errorBodies: () => errors,
    stop: () => void (globalThis.fetch = original),
  };
}

type Note = (kind: string, value: string | null | undefined) => void;

function noteAnswer(note: Note, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) note("cookie", /^[^=]*=([^;]*)/.exec(cookie)?.[1]);
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location)) return;
  const { searchParams, pathname } = new URL(location);
  note(pathname === "/auth/callback" ? "entra_code" : "code", searchParams.get("code"));
  note("state", searchParams.get("state"));
  note("state", searchParams.get("nonce"));
}

function noteBody(note: Note, body: string): void {
  for (const [, name = "", value] of body.matchAll(/"(access_token|refresh_token)":"([^"]+)"/g)) {
    note(name, value);
    // The part of a token that finds the session is a secret too.
    note(name, value?.split(".")[0]);
  }
  for (const [, value] of body.matchAll(/name="(?:ticket|form_token)" value="([^"]+)"/g)) note("form", value);
}

/** @returns the names of the outputs that contain a secret, in clear or encoded. */
export function findLeaks(outputs: Record<string, string>, secrets: readonly string[]): string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return Object.entries(outputs).flatMap(([name, text]) =>
    forms.some((form) => text.includes(form)) ? [name] : [],
  );
}
