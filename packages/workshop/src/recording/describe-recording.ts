import type { Hop, Lane, Recording } from "./hop.ts";
import { byBeginning, pathOf } from "./mermaid.ts";

const names: Record<Lane, string> = {
  browser: "browser",
  client: "client",
  server: "server",
  entra: "Entra",
  graph: "Graph",
  attacker: "attacker",
  service: "service",
};

/** A hop in one line, for a terminal. */
export function lineOfHop({ step, from, to, method, url, response, rpc, error, transport }: Hop): string {
  if (transport === "log") return `   log of the ${names[from]}`;
  const path = pathOf(url);
  const called =
    rpc === null || transport === "stdio" ? "" : ` ${[rpc.method, rpc.tool].filter(Boolean).join(" ")}`;
  const outcome = [response.status, error].filter((part) => part !== null).join(" ");
  return `${step === null ? " " : String(step)}  ${`${names[from]} → ${names[to]}`.padEnd(17)}  ${[method, path].filter(Boolean).join(" ")}${called}  ${outcome}`.trimEnd();
}

/** A hop with the details that help to find a fault. */
function describeHopAtLength(hop: Hop): string {
  const { request, response, why, page, source, leak } = hop;
  const lines = [
    why,
    ...(leak === null ? [] : [leakSentence(hop)]),
    ...(hop.url === "" ? [] : [`${hop.method} ${hop.url}`]),
    ...headerLines(request.headers),
    ...bodyLines(request.body),
    ...(response.status === null ? [] : [`answer: ${response.status}`]),
    ...headerLines(response.headers),
    ...bodyLines(response.body),
    ...(source === null ? [] : [`code: ${source}`]),
    ...(page === null ? [] : [`explained in ${page}`]),
  ];
  return lines.map((line) => `     ${line}`).join("\n");
}

/** @returns an empty text if there is no leak. */
export function leakSentence({ leak }: Hop): string {
  return leak === null ? "" : `LEAK: a value that must stay secret (${leak.kind}) stands in ${leak.where}.`;
}

/** The hop to look at first: one with a leak, or the last request to the server. */
export function hopThatWentWrong({ hops }: Pick<Recording, "hops">): Hop | undefined {
  return hops.find(({ leak }) => leak !== null) ?? hops.findLast(({ to }) => to === "server") ?? hops.at(-1);
}

/** All hops, one line each, and the details of the hop that went wrong. */
export function describeRecording(recording: Recording): string {
  const wrong = hopThatWentWrong(recording);
  const hops = recording.hops.toSorted(byBeginning).map((hop) => {
    const line = `${hop === wrong ? "→" : " "} ${String(hop.id).padStart(3)}  ${lineOfHop(hop)}`;
    return hop === wrong ? `${line}\n${describeHopAtLength(hop)}` : line;
  });
  return [recording.title, "", ...hops, "", ...recording.notes.map(({ text }) => text)].join("\n").trimEnd();
}

const telling = /^(?:authorization|content-type|cookie|location|origin|set-cookie|www-authenticate)$/;

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([name]) => telling.test(name))
    .map(([name, value]) => `  ${name}: ${value.replaceAll("\n", ", ")}`);
}

const longestBody = 600;

function bodyLines(body: string | null): string[] {
  if (body === null) return [];
  return [`  ${body.length > longestBody ? `${body.slice(0, longestBody)} …` : body}`];
}
