/** Who takes part, in the order in which a diagram has them from left to right. */
const participants = {
  user: "User's browser",
  client: "MCP client",
  server: "MCP server",
  entra: "Entra ID",
  graph: "Microsoft Graph",
} as const;

export type Participant = keyof typeof participants;

/** One request or one answer, as it was seen on the wire. */
export interface Message {
  from: Participant;
  to: Participant;
  text: string;
  /** An answer is drawn with a broken line. */
  isAnswer?: boolean;
}

/** The messages as a Mermaid sequence diagram. Who sends and receives nothing is left out. */
export function sequenceDiagram(messages: readonly Message[]): string {
  const present = new Set<string>(messages.flatMap(({ from, to }) => [from, to]));
  const heads = Object.entries(participants)
    .filter(([name]) => present.has(name))
    .map(([name, title]) => `  ${name === "user" ? "actor" : "participant"} ${name} as ${title}`);
  const arrows = messages.map(
    ({ from, to, text, isAnswer = false }) => `  ${from}${isAnswer ? "-->>" : "->>"}${to}: ${escape(text)}`,
  );
  return ["sequenceDiagram", "  autonumber", ...heads, ...arrows].join("\n");
}

/** In Mermaid a semicolon ends a statement, and # begins an entity. */
function escape(text: string): string {
  return text.replaceAll("#", "#35;").replaceAll(";", "#59;");
}
