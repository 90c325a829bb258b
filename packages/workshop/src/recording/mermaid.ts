import type { Hop, Lane, Recording } from "./hop.ts";

/** Who takes part, in the order in which a diagram has them from left to right. */
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
export interface Message {
  from: Lane;
  to: Lane;
  text: string;
  /** An answer is drawn with a broken line. */
  isAnswer?: boolean;
}

/** A recording as a Mermaid sequence diagram: each request, and each answer that says more than that it worked. */
export function toMermaid({ hops }: Pick<Recording, "hops">): string {
  return sequenceDiagram(hops.filter(({ transport }) => transport !== "log").flatMap(messagesOf));
}

/** The messages as a Mermaid sequence diagram. Who sends and receives nothing is left out. */
export function sequenceDiagram(messages: readonly Message[]): string {
  const present = new Set<string>(messages.flatMap(({ from, to }) => [from, to]));
  const heads = Object.entries(participants)
    .filter(([name]) => present.has(name))
    .map(([name, title]) => `  ${name === "browser" ? "actor" : "participant"} ${name} as ${title}`);
  const arrows = messages.map(
    ({ from, to, text, isAnswer = false }) => `  ${from}${isAnswer ? "-->>" : "->>"}${to}: ${escape(text)}`,
  );
  return ["sequenceDiagram", "  autonumber", ...heads, ...arrows].join("\n");
}

function messagesOf(hop: Hop): Message[] {
  const { from, to } = hop;
  const answer = answerOf(hop);
  return [
    { from, to, text: requestOf(hop) },
    ...(answer === undefined ? [] : [{ from: to, to: from, text: answer, isAnswer: true }]),
  ];
}

/** Method and path; what stands in a query or a body is not shown here, except for the name of an MCP method. */
function requestOf({ method, url, rpc, transport }: Hop): string {
  const called = rpc === null ? [] : [rpc.method, rpc.tool ?? ""];
  return (
    [...(transport === "stdio" ? [] : [method, pathOf(url)]), ...called].filter(Boolean).join(" ") || method
  );
}

function pathOf(url: string): string {
  const path = URL.parse(url)?.pathname ?? url.split(/[?#]/)[0] ?? "";
  return path.replace(/\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?=\/)/, "/{tenant}");
}

function answerOf({ response: { status, headers }, error, tokens, rpc }: Hop): string | undefined {
  const issued = tokens.filter(({ where }) => where.includes("answer")).map(({ kind }) => kind);
  if (issued.length > 0) return [...new Set(issued)].join(", ");
  if (headers["www-authenticate"] !== undefined) return `${status} WWW-Authenticate: where to sign in`;
  const target = URL.parse(headers["location"] ?? "");
  if (target !== null) return `${status} to ${target.host}${pathOf(target.href)}`;
  if (rpc?.error !== undefined && rpc.error !== null) return "error";
  if (error !== null) return status === null ? error : `${status} ${error}`;
  return status === null || status === 200 ? undefined : String(status);
}

/** In Mermaid a semicolon ends a statement, and # begins an entity. */
function escape(text: string): string {
  return text.replaceAll(/[#;]/g, (mark) => `#${mark.charCodeAt(0)};`).replaceAll(/\s+/g, " ");
}
