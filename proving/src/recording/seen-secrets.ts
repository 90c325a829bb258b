/** The secrets in this process's requests and answers, found without any code of the recorder. */
export interface SeenSecrets {
  fetch: typeof fetch;
  add(value: string): void;
  /** The secrets that a text contains, plain or encoded. */
  within(text: string): string[];
  values(): string[];
  count(): number;
}

const secretFields =
  /^(?:access_token|code|code_verifier|form_token|id_token|passwd|refresh_token|state|ticket|token)$/;

export function collectSecrets(original: typeof fetch): SeenSecrets {
  const seen = new Set<string>();
  const add = (value: string): void => {
    if (value.length > 7) seen.add(value);
  };
  const addFields = (fields: Iterable<[string, unknown]>): void => {
    for (const [name, value] of fields) if (secretFields.test(name) && typeof value === "string") add(value);
  };
  return {
    add,
    count: () => seen.size,
    values: () => [...seen],
    within: (text) => secretsWithin(seen, text),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      addFields(new URL(request.url).searchParams);
      for (const value of (request.headers.get("authorization") ?? "").split(" ").slice(1)) add(value);
      for (const pair of (request.headers.get("cookie") ?? "").split("; "))
        add(pair.slice(pair.indexOf("=") + 1));
      if (request.method === "POST") addFields(new URLSearchParams(await request.clone().text()));
      // A Request refers to its caller's signal only weakly in Node. After a garbage collection, an abort would not end the answer.
      const signal = init?.signal ?? request.signal;
      const response = await original(
        request,
        init?.redirect === undefined ? { signal } : { signal, redirect: init.redirect },
      );
      for (const cookie of response.headers.getSetCookie()) add(/=([^;]*)/.exec(cookie)?.[1] ?? "");
      addFields(URL.parse(response.headers.get("location") ?? "")?.searchParams ?? []);
      if (response.headers.get("content-type")?.startsWith("application/json") === true)
        addFields(fieldsOf(await response.clone().text()));
      return response;
    },
  };
}

/** The values that stand in a text, in clear or encoded. */
export function secretsWithin(values: Iterable<string>, text: string): string[] {
  return [...values].filter((value) => formsOf(value).some((form) => text.includes(form)));
}

function fieldsOf(json: string): [string, unknown][] {
  const value: unknown = json === "" ? null : JSON.parse(json);
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** The value in clear, in an address, in JSON, as parts of a JSON Web Token, and in base64 at each of three positions. */
function formsOf(value: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(`${"x".repeat(shift)}${value}`)
      .toString("base64")
      .slice(4, -4),
  );
  const parts = value.startsWith("eyJ") ? value.split(".").slice(1) : [];
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), ...parts, ...base64].filter(
    (form) => form.length > 7,
  );
}
