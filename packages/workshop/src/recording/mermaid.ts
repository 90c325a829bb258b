import type { Hop, Lane, Recording } from "./hop.ts";

/** The participants, from left to right in a diagram. */
const participants: Record<Lane, string> = {
  attacker: "Attacker",
  browser: "User's browser",
  client: "MCP client",
  server: "MCP server",
  entra: "Entra ID",
  graph: "Microsoft Graph",
  service: "Another service",
};

/** One request or one answer, as it was seen on the wire. */
interface Message {
  from: Lane;
  to: Lane;
  text: string;
  /** An answer is drawn with a broken line. */
  isAnswer?: boolean;
}

/** A recording as a Mermaid sequence diagram: all requests, and the answers that are more than a plain 200. */
export function toMermaid({ hops }: Pick<Recording, "hops">): string {
  const exchanges = hops.filter(({ transport }) => transport !== "log");
  const parts = Map.groupBy(exchanges, ({ play }) => (play === null ? "" : `${play.id} ${play.side}`));
  return sequenceDiagram(
    [...parts.values()].map((part) => ({
      heading: headings[part[0]?.play?.side ?? "none"],
      messages: messagesInOrder(part),
    })),
  );
}

const headings = {
  none: undefined,
  weakened: "An attack on a server that is weakened on purpose",
  ours: "The same attack on our server",
} as const;

/** Hops that belong together, such as one side of an attack. */
interface Part {
  heading: string | undefined;
  messages: Message[];
}

/** Requests in the order of their beginning, answers in the order of their end. */
function messagesInOrder(hops: readonly Hop[]): Message[] {
  const lanes = new Map(hops.flatMap(({ url, to }) => originsOf(url).map((origin) => [origin, to] as const)));
  const messages: Message[] = [];
  let open: Hop[] = [];
  const close = (ended: readonly Hop[]): void => {
    const inOrder = ended.toSorted((one, other) => endOf(one) - endOf(other) || other.id - one.id);
    messages.push(...inOrder.flatMap((hop) => answerIn(hop, lanes)));
    open = open.filter((hop) => !ended.includes(hop));
  };
  for (const hop of hops.toSorted(byBeginning)) {
    const began = Date.parse(hop.at);
    // Times are whole milliseconds. If a server sends a request in the millisecond of its answer, the request comes first.
    close(open.filter((each) => endOf(each) < began || (endOf(each) === began && each.to !== hop.from)));
    messages.push({ from: hop.from, to: hop.to, text: requestOf(hop) });
    open.push(hop);
  }
  close(open);
  return messages;
}

/** A trace reports an exchange after its end, so the order of the ids can differ from the order of the beginnings. */
export function byBeginning(one: Hop, other: Hop): number {
  return Date.parse(one.at) - Date.parse(other.at) || one.id - other.id;
}

function originsOf(url: string): string[] {
  const origin = URL.parse(url)?.origin;
  return origin === undefined ? [] : [origin];
}

function endOf({ at, durationMs }: Hop): number {
  return durationMs === null ? Infinity : Date.parse(at) + Math.floor(durationMs);
}

/** The messages as a Mermaid sequence diagram. A participant without messages is left out. */
function sequenceDiagram(parts: readonly Part[]): string {
  const present = new Set<string>(
    parts.flatMap(({ messages }) => messages).flatMap(({ from, to }) => [from, to]),
  );
  const heads = Object.entries(participants)
    .filter(([name]) => present.has(name))
    .map(([name, title]) => `  ${name === "browser" ? "actor" : "participant"} ${name} as ${title}`);
  const lines = parts.flatMap(({ heading, messages }) => [
    ...(heading === undefined ? [] : [`  Note over server: ${heading}`]),
    ...messages.map((message) => arrowOf(message)),
  ]);
  return ["sequenceDiagram", "  autonumber", ...heads, ...lines].join("\n");
}

function arrowOf({ from, to, text, isAnswer = false }: Message): string {
  return `  ${from}${isAnswer ? "-->>" : "->>"}${to}: ${escape(text)}`;
}

function answerIn(hop: Hop, lanes: ReadonlyMap<string, Lane>): Message[] {
  const text = answerOf(hop, lanes);
  return text === undefined ? [] : [{ from: hop.to, to: hop.from, text, isAnswer: true }];
}

/** Method and path, and the name of an MCP method or tool. Query and body are not shown. */
function requestOf({ method, url, rpc, transport }: Hop): string {
  const called = rpc === null ? [] : [rpc.method, rpc.tool ?? ""];
  return (
    [...(transport === "stdio" ? [] : [method, pathOf(url)]), ...called].filter(Boolean).join(" ") || method
  );
}

/** The path, with `{tenant}` in place of the tenant's id. */
export function pathOf(url: string): string {
  const path = URL.parse(url)?.pathname ?? url.split(/[?#]/)[0] ?? "";
  return path.replace(/\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?=\/)/, "/{tenant}");
}

function answerOf(hop: Hop, lanes: ReadonlyMap<string, Lane>): string | undefined {
  const { response, error, rpc } = hop;
  const { status, headers, body } = response;
  const issued = Array.from(
    body?.matchAll(/"(access|refresh|id)_token":"/g) ?? [],
    ([, kind]) => `${kind} token`,
  );
  if (issued.length > 0) return issued.join(", ");
  if (status === 401 && headers["www-authenticate"] !== undefined)
    return "401 WWW-Authenticate: where to sign in";
  const target = URL.parse(headers["location"] ?? "");
  if (target !== null) return `${status} to ${participants[lanes.get(target.origin) ?? "service"]}`;
  if (rpc?.error !== undefined && rpc.error !== null) return "error";
  if (error !== null) return status === null ? error : `${status} ${error}`;
  return status === null || status === 200 ? undefined : String(status);
}

/** In Mermaid a semicolon ends a statement, and # begins an entity. */
function escape(text: string): string {
  return text.replaceAll(/[#;]/g, (mark) => `#${mark.charCodeAt(0)};`).replaceAll(/\s+/g, " ");
}
