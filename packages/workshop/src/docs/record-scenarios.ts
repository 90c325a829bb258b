import { createProcessGroup } from "../demo/child-process.ts";
import { type Narrator, silentNarrator } from "../demo/narrator.ts";
import { cast, type ScenarioName, scenarios } from "../demo/run-demo.ts";
import type { Stage } from "../demo/stage.ts";
import { type MockProcess, startMock } from "../demo/start-mock.ts";
import type { TraceEvent } from "../recording/trace-event.ts";
import { recordRequests, type Route, type SeenMessage } from "./record-requests.ts";
import { sequenceDiagram } from "../recording/mermaid.ts";

/** One run of the demo, seen from outside. */
export interface RecordedDemo {
  /** The six steps of each scenario, as in Microsoft's lesson. */
  diagrams: Record<ScenarioName, string>;
  /** What Entra and Graph saw of both scenarios of Microsoft's lesson, whole. */
  trace: TraceEvent[];
}

const lastStep = 6;

/** Plays the scenarios of the demo one after the other, and draws what was seen on the wire. */
export async function recordDemo(): Promise<RecordedDemo> {
  const processes = createProcessGroup();
  try {
    const mock = await startMock(processes);
    const stage = { mock, processes, ...cast };
    const local = await recordScenario("local", stage);
    const remote = await recordScenario("remote", stage);
    const trace = await mock.trace();
    const entraTokens = await recordScenario("entra-tokens", stage);
    return { diagrams: { local, remote, "entra-tokens": entraTokens }, trace };
  } finally {
    await processes.stopAll();
  }
}

async function recordScenario(name: ScenarioName, stage: Omit<Stage, "tell">): Promise<string> {
  const { length: already } = await stage.mock.trace();
  const told: SeenMessage[] = [];
  const seen: SeenMessage[] = [];
  const end = { at: Infinity, seen: Infinity };
  const listen = name === "local" ? tellOfStdio(told) : silentNarrator;
  const tell: Narrator = {
    ...listen,
    step: (number, text) => {
      listen.step(number, text);
      // What the demo shows after these steps does not belong into their picture.
      if (number === lastStep) Object.assign(end, { at: Date.now(), seen: seen.length });
    },
  };
  await recordRequests(seen, routeFor(stage.mock, name), async () => scenarios[name]({ ...stage, tell }));
  const behind = (await stage.mock.trace()).slice(already).flatMap((event) => behindTheServer(event, name));
  const messages = [...seen.slice(0, end.seen), ...told, ...behind.filter(({ at }) => at <= end.at)];
  return sequenceDiagram(messages.toSorted((one, other) => one.at - other.at));
}

/** What the browser visits, and what the MCP client calls. In scenario 1 it is the server (MSAL in it) that waits for the browser. */
function routeFor({ controlUrl, environment }: MockProcess, name: ScenarioName): Route {
  return (url) => {
    // The demo reads the mock's trace, which Entra does not have.
    if (url.pathname.startsWith("/_mock/")) return undefined;
    if (url.origin === controlUrl) return { from: "browser", to: "entra" };
    if (name === "local") return { from: "browser", to: "server" };
    // Where Entra issues the tokens, the client itself talks to it.
    if (url.origin === environment.remote["AZURE_AUTHORITY_HOST"]) return { from: "client", to: "entra" };
    if (/^\/(authorize|consent|auth\/callback)$/.test(url.pathname)) return { from: "browser", to: "server" };
    return url.pathname === "/callback"
      ? { from: "browser", to: "client" }
      : { from: "client", to: "server" };
  };
}

/** Entra and Graph as the server calls them; what the browser and the client did there has been seen on its way. */
function behindTheServer(
  { at, method, endpoint, grantType, status }: TraceEvent,
  name: ScenarioName,
): SeenMessage[] {
  if (endpoint === "authorize" || endpoint === "login") return [];
  const isOnBehalf = grantType?.endsWith("jwt-bearer") ?? false;
  const isOfServer = isOnBehalf || endpoint === "jwks" || endpoint.startsWith("graph-");
  if (name === "entra-tokens" && !isOfServer) return [];
  const to = endpoint.startsWith("graph-") ? "graph" : "entra";
  const what =
    endpoint === "graph-me" ? "/me" : [endpoint, grantType].filter((part) => part !== null).join(" ");
  const time = Date.parse(at);
  return [
    { at: time, from: "server", to, text: `${method} ${what}` },
    {
      at: time,
      from: to,
      to: "server",
      text: answerOf(endpoint, isOnBehalf) ?? String(status),
      isAnswer: true,
    },
  ];
}

function answerOf(endpoint: string, isOnBehalf: boolean): string | undefined {
  return isOnBehalf ? "access token for Graph, on behalf of the user" : answers[endpoint];
}

const answers: Record<string, string> = {
  jwks: "public keys",
  "openid-configuration": "addresses and issuer",
  token: "id token, access token, refresh token",
  "graph-me": "the user's profile",
};

/** Over stdio nothing can be seen from outside; the demo's own steps say when something has passed. */
function tellOfStdio(told: SeenMessage[]): Narrator {
  const messages: Record<number, Omit<SeenMessage, "at">> = {
    1: { from: "client", to: "server", text: "tools/call GetUserDetailsFromGraph" },
    3: { from: "server", to: "client", text: "elicitation/create: please open this page" },
    6: { from: "server", to: "client", text: "the user's profile as JSON", isAnswer: true },
  };
  return {
    ...silentNarrator,
    step: (number) => {
      const message = messages[number];
      if (message !== undefined) told.push({ at: Date.now(), ...message });
    },
  };
}
