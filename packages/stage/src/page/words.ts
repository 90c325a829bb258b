import type { Hop, Lane } from "../protocol.ts";

export const laneNames: Readonly<Record<Lane, string>> = {
  browser: "User’s browser",
  client: "MCP client",
  server: "MCP server",
  entra: "Entra ID",
  graph: "Microsoft Graph",
  attacker: "Attacker",
  service: "Another service",
};

/** For narrow pages. */
export const shortLaneNames: Readonly<Record<Lane, string>> = {
  browser: "Browser",
  client: "Client",
  server: "Server",
  entra: "Entra",
  graph: "Graph",
  attacker: "Attacker",
  service: "Other",
};

/** The name before the @ is enough to tell users apart. */
export function shortUser(user: string | null): string {
  if (user === null) return "no user yet";
  const name = user.split("@")[0] ?? user;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The path without the host, because the lane shows the host. Entra’s addresses begin with the tenant’s id. */
function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  return new URL(url).pathname.replace(/^\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?=\/)/, "/{tenant}");
}

/** The text on the arrow. */
export function labelOf(hop: Hop): string {
  if (hop.rpc !== null) {
    const { method, tool } = hop.rpc;
    return tool === null ? method : `${method} ${tool}`;
  }
  return hop.transport === "stdio" ? hop.method : `${hop.method} ${pathOf(hop.url)}`;
}

export type Outcome = "good" | "redirect" | "refused" | "open";

export function outcomeOf(hop: Hop): Outcome {
  const { status } = hop.response;
  if (hop.error !== null || (hop.rpc?.error ?? null) !== null || (status !== null && status >= 400))
    return "refused";
  // A message over stdio has no status, nor has a redirect whose end no tap sees.
  if (status === null)
    return hop.transport === "stdio" || (hop.play !== null && hop.durationMs !== null) ? "good" : "open";
  return status >= 300 && status < 400 ? "redirect" : "good";
}

/** The status, in few words. */
export function resultOf(hop: Hop): string {
  const { status } = hop.response;
  const reason = hop.error ?? hop.rpc?.error ?? "";
  if (status === null) return reason === "" && outcomeOf(hop) === "open" ? "open" : reason;
  // The status of a tool's error is 200, which reads as a success.
  if (status < 400 && hop.error === null && reason !== "") return `error: ${reason}`;
  return reason === "" || reason === String(status) ? String(status) : `${status} ${reason}`;
}

/** What came of a hop that did not succeed: its sentence says only what the hop is for. */
export function failureOf(hop: Hop): string | null {
  if (outcomeOf(hop) !== "refused") return null;
  const { status } = hop.response;
  if (status === null) return "failed";
  return status >= 400 ? "refused" : "error";
}

/** Time of day with milliseconds, in the reader's own zone. */
export function timeOf(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${parts.join(":")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
