import type { Revision } from "./run-conformance.ts";

/** The checks that do not pass, by scenario and id, each with its reason. */
type ByDesign = Record<Revision, Record<string, string>>;

const json =
  "/mcp answers with one JSON document in this generation, and nothing goes ahead of it (decision 2).";
const cannotAsk =
  "/mcp cannot ask in this generation: that takes a stream, and a state that outlives the request (decision 2).";
const doesNotChange =
  "What the server offers does not change while it runs, and it does not announce that it would.";
const stateless = "The server keeps no state between requests, so that any instance can answer any request.";

export const serverByDesign: ByDesign = {
  "2025-11-25": {
    "tools-call-with-logging: tools-call-with-logging": json,
    "tools-call-with-progress: tools-call-with-progress": json,
    "tools-call-sampling: tools-call-sampling": cannotAsk,
    "tools-call-elicitation: tools-call-elicitation": cannotAsk,
    "elicitation-sep1034-defaults: elicitation-sep1034-general": cannotAsk,
    "elicitation-sep1330-enums: elicitation-sep1330-general": cannotAsk,
    "resources-subscribe: resources-subscribe": stateless,
    "resources-unsubscribe: resources-unsubscribe": stateless,
    "server-sse-multiple-streams: server-sse-multiple-streams-session": stateless,
  },
  "2026-07-28": {
    "server-stateless: sep-2575-server-sends-prompts-list-changed-on-subscription, skipped": doesNotChange,
    "server-stateless: sep-2575-server-sends-tools-list-changed-on-subscription, skipped": doesNotChange,
  },
};

const toolsOnly = "The client calls tools. It reads no resources, gets no prompts, and lends no model.";

export const clientByDesign: ByDesign = {
  "2025-11-25": {},
  "2026-07-28": {
    "http-standard-headers: sep-2243-client-includes-standard-headers, skipped": toolsOnly,
    "request-metadata: sep-2575-client-declares-roots-capability, skipped": toolsOnly,
    "request-metadata: sep-2575-client-declares-sampling-capability, skipped": toolsOnly,
  },
};
