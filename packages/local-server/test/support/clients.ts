import { Client as Client2 } from "@modelcontextprotocol/client";
import type { Transport } from "@modelcontextprotocol/server";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import {
  CallToolResultSchema,
  ElicitationCompleteNotificationSchema,
  ElicitRequestSchema,
  type Progress,
} from "@modelcontextprotocol/sdk/types.js";

/** The generations of MCP that the server speaks, each with the SDK of its clients. */
export const generations = ["2025-11-25", "2026-07-28"] as const;
export type Generation = (typeof generations)[number];

export interface Elicitation {
  url: string;
  message: string;
  /** 2025-11-25 only. */
  elicitationId?: string | undefined;
}

type Answer = "accept" | "decline" | "cancel";
export type AnswerToUrl = (elicitation: Elicitation) => Answer | Promise<Answer>;

export interface ClientOptions {
  /** Without it, the client cannot show URLs to its user. */
  answer: AnswerToUrl | undefined;
  /** Is called when the server declares an elicitation complete. */
  onComplete?: (elicitationId: string) => void;
}

/** The parts of a client that the tests use. They are the same for both SDKs. */
export interface TestClient {
  listTools: () => Promise<{ tools: { name: string }[] }>;
  callTool: (options?: { signal?: AbortSignal; onProgress?: (told: Progress) => void }) => Promise<unknown>;
  close: () => Promise<void>;
}

const identity = { name: "test-client", version: "1.0.0" };
const tool = { name: "GetUserDetailsFromGraph" };

export async function connectClient(
  generation: Generation,
  transport: Transport,
  options: ClientOptions,
): Promise<TestClient> {
  return generation === "2025-11-25"
    ? connectClient1(transport, options)
    : connectClient2(transport, options);
}

async function connectClient1(
  transport: Transport,
  { answer, onComplete }: ClientOptions,
): Promise<TestClient> {
  const client = new Client1(identity, { capabilities: capabilitiesOf(answer) });
  if (answer !== undefined) {
    client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) =>
      onComplete?.(params.elicitationId),
    );
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({
      action: await answer(pageOf(params)),
    }));
  }
  await client.connect(transport);
  return {
    listTools: async () => client.listTools(),
    callTool: async ({ signal, onProgress } = {}) =>
      client.callTool(tool, CallToolResultSchema, {
        ...(signal && { signal }),
        ...(onProgress && { onprogress: onProgress }),
      }),
    close: async () => client.close(),
  };
}

async function connectClient2(transport: Transport, { answer }: ClientOptions): Promise<TestClient> {
  const client = new Client2(identity, {
    capabilities: capabilitiesOf(answer),
    versionNegotiation: { mode: { pin: "2026-07-28" } },
  });
  if (answer !== undefined) {
    client.setRequestHandler("elicitation/create", async ({ params }) => ({
      action: await answer(pageOf(params)),
    }));
  }
  await client.connect(transport);
  return {
    listTools: async () => client.listTools(),
    callTool: async ({ signal, onProgress } = {}) =>
      client.callTool(tool, { ...(signal && { signal }), ...(onProgress && { onprogress: onProgress }) }),
    close: async () => client.close(),
  };
}

function capabilitiesOf(answer: AnswerToUrl | undefined): { elicitation?: { url: Record<string, never> } } {
  return answer === undefined ? {} : { elicitation: { url: {} } };
}

function pageOf(params: object): Elicitation {
  if (!("url" in params)) throw new Error("The server asked for a form instead of a URL.");
  return params as Elicitation;
}
