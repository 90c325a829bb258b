import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { type Generation, generations, postOf } from "../support/generations.ts";
import { type Attack, type Attempt, refused, succeeded, type Target, type Verdict } from "./attack.ts";
import { attacker } from "./support/cast.ts";
import { repeat } from "./support/repeat.ts";
import { callTool, type Session, signInTo, statusOfCall } from "./support/steps.ts";
import { openStream, type OpenStream } from "./support/stream.ts";

/** A call whose body never comes. It stays open until the client ends it. */
function beginCall({ endpoints }: Target, token: string, generation: Generation): () => void {
  const headers = {
    ...postOf(generation, { method: "tools/call", params: { name: "getUserDetails" } }).headers,
    authorization: `Bearer ${token}`,
    "content-length": 100,
  };
  const request = httpRequest(endpoints.mcp, { method: "POST", headers }).on("error", () => undefined);
  request.write("{");
  return () => void request.destroy();
}

async function takeAllCalls(target: Target, generation: Generation): Promise<Verdict> {
  const [wild, other] = [await signInTo(target, attacker), await signInTo(target, attacker)];
  const ends: (() => void)[] = [];
  const begin = (): void => void ends.push(beginCall(target, wild.accessToken, generation));
  for (let begun = 0; begun < 64; begun += 1) begin();
  const call = async ({ accessToken }: Session): Promise<number> => {
    const headers = { authorization: `Bearer ${accessToken}` };
    return (await callTool(target.endpoints.mcp, headers, generation)).status;
  };
  try {
    // Waits until the calls have arrived, so that this client has none left. Each check may take the place of a call, so each round
    // begins a new call.
    for (let look = 0; (await call(wild)) !== 429; look += 1) {
      if (look === 100) throw new Error("The calls do not arrive.");
      begin();
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
    return (await call(other)) === 200
      ? refused("the user's other client is served")
      : succeeded("all of the user's calls");
  } finally {
    for (const end of ends) end();
  }
}

/** Tries to open this many streams. @returns the opened ones. */
async function openStreams(target: Target, token: string, count: number): Promise<OpenStream[]> {
  const opened: OpenStream[] = [];
  for (let index = 0; index < count; index += 1) {
    const stream = await openStream(target, token).catch(() => undefined);
    if (stream === undefined) return opened;
    opened.push(stream);
  }
  return opened;
}

/** Sends the same call this many times, all before the first answer. @returns the statuses. */
async function callAtOnce(url: string, token: string, times: number): Promise<string[]> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "getUserDetails" },
  });
  const lines = [
    `POST ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    `content-length: ${body.length}`,
  ];
  const socket = connect(Number(port), hostname);
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`.repeat(times));
  let answers = "";
  for await (const chunk of socket) {
    answers += String(chunk);
    if (answers.match(statusLine)?.length === times) break;
  }
  return answers.match(statusLine) ?? [];
}

const statusLine = /(?<=HTTP\/1\.1 )\d{3}/g;

export const clientThatTakesAll: Attack = {
  number: 60,
  name: "Client that takes all",
  does: "A client that its user allows. It uses all calls and streams that the clients of this user may have at the same time.",
  loss: "The user's other clients, and the server's memory, while one client misbehaves.",
  attempts: [
    ...generations.map((generation): Attempt => ({
      name: `calls without end, in MCP ${generation}`,
      refusal: "the user's other client is served",
      stoppedBy: [["60-client"]],
      play: async (target) => takeAllCalls(target, generation),
    })),
    {
      name: "streams without end",
      refusal: "the user's other client is served",
      stoppedBy: [["60-client-streams"]],
      play: async (target) => {
        const [wild, other] = [await signInTo(target, attacker), await signInTo(target, attacker)];
        const streams = await openStreams(target, wild.accessToken, 20);
        const [others] = await openStreams(target, other.accessToken, 1);
        for (const stream of [...streams, others]) stream?.close();
        return others === undefined
          ? succeeded("all of the user's streams")
          : refused("the user's other client is served");
      },
    },
    {
      name: "streams that are opened and closed again",
      refusal: "429",
      stoppedBy: [["60-rate"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, attacker);
        await repeat(310, async () => {
          for (const stream of await openStreams(target, accessToken, 1)) stream.close();
        });
        return (await isLimited(target, accessToken))
          ? refused("429")
          : succeeded("streams as often as they like");
      },
    },
    {
      name: "calls on a stream that all have the same id",
      refusal: "400",
      stoppedBy: [["60-id"]],
      play: async (target) => {
        const { accessToken } = await signInTo(target, attacker);
        const stream = await openStream(target, accessToken);
        const statuses = await callAtOnce(stream.messageUrl, accessToken, 25);
        stream.close();
        return statuses.includes("400")
          ? refused("400")
          : succeeded("more calls under way than a stream may have");
      },
    },
  ],
};

async function isLimited({ endpoints }: Target, token: string): Promise<boolean> {
  return (await statusOfCall(endpoints.mcp, { authorization: `Bearer ${token}` })) === 429;
}
