import { createMemoryStore, type Store } from "@mcp-entra/auth-core";
import { moveTime, serveInTest, startOver } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { RequestHandler } from "express";
import { onTestFinished, vi } from "vitest";
import { EntraIdServerAuthProvider } from "#exercise/entra-id-server-auth-provider.ts";
import { registerGetUserDetails } from "#exercise/get-user-details.ts";
import { createServer } from "#exercise/server.ts";
import { assembleServer, type ExerciseCode } from "./assemble-server.ts";

/** No server listens on port 9: a browser stops before it. */
export const clients = {
  editor: {
    client_id: "editor",
    redirect_uris: [
      "http://127.0.0.1:9/first",
      "http://127.0.0.1:9/second",
      "http://127.0.0.1:9/third?window=3",
    ],
    token_endpoint_auth_method: "none",
  },
  /** Its ID begins like the editor's. */
  other: {
    client_id: "editor-2",
    redirect_uris: ["http://127.0.0.1:9/other"],
    token_endpoint_auth_method: "none",
  },
} satisfies Record<string, OAuthClientInformationFull>;

/** The learner's code, as it was loaded with the tests. */
const loaded: ExerciseCode = { EntraIdServerAuthProvider, registerGetUserDetails, createServer };

export interface ServerOptions {
  /** Empty and its own, unless a test gives one. */
  store?: Store;
  code?: ExerciseCode;
  /** Comes between the tool and the provider's `entraAccessToken`. */
  aroundToken?: (next: () => Promise<string>) => Promise<string>;
  /** Sees each request that gets to the MCP endpoint. */
  onMcp?: RequestHandler;
}

/** The learner's server on a free port of this machine; stopped when the test ends. @returns its origin. */
export async function startServer({
  store = createMemoryStore(),
  code = loaded,
  aroundToken,
  onMcp,
}: ServerOptions = {}): Promise<string> {
  const { origin: issuer, listen } = await serveInTest();
  const clientsStore = {
    getClient: (id: string) => Object.values(clients).find(({ client_id: known }) => known === id),
  };
  const assembly = { code, issuer, store, clientsStore, wrap: withNotes, aroundToken, onMcp };
  listen(withoutMappedStacks(() => assembleServer(assembly)));
  return issuer;
}

/**
 * express-rate-limit reads the stack for each limiter, three times for each server, and Vite maps every line of it to the sources. This
 * took a quarter of the time to make a server. The stack of an error is mapped when it is read, so later.
 */
function withoutMappedStacks<Made>(make: () => Made): Made {
  const mapping = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Reflect.deleteProperty(Error, "prepareStackTrace");
  try {
    return make();
  } finally {
    if (mapping !== undefined) Object.defineProperty(Error, "prepareStackTrace", mapping);
  }
}

const files = [
  "#exercise/entra-id-server-auth-provider.ts",
  "#exercise/get-user-details.ts",
  "#exercise/server.ts",
];

/** The learner's server as in a new process: its modules are loaded again. */
export async function startNewProcess(options: ServerOptions = {}): Promise<string> {
  const mark = startOver(import.meta);
  const modules: object[] = [];
  for (const file of files) modules.push((await import(`${file}${mark}`)) as object);
  return startServer({ ...options, code: Object.assign({}, ...modules) as ExerciseCode });
}

/**
 * What the learner's server makes in two new processes in which Math.random and the clock stand still. What is the same in both
 * can be guessed.
 */
export async function inTwoProcesses<Made>(make: (issuer: string) => Promise<Made>): Promise<[Made, Made]> {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  moveTime(0);
  onTestFinished(() => void vi.restoreAllMocks());
  return [await make(await startNewProcess()), await make(await startNewProcess())];
}

/**
 * The same provider, but what its methods throw is noted: the SDK answers a bug with “server_error”, and the callback with a
 * page, neither of which says why.
 */
function withNotes<Provider extends object>(provider: Provider): Provider {
  return new Proxy(provider, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return async (...values: unknown[]) => {
        try {
          return await Reflect.apply(member, target, values);
        } catch (error) {
          noteOnFailure(`${String(name)} threw: ${String(error)}`);
          throw error;
        }
      };
    },
  });
}
