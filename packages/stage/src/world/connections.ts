import type { ConnectionView, Generation, ServerName, UserName } from "../protocol.ts";
import { displayName } from "./cast.ts";
import { toolsOf } from "./tools.ts";
import type { ToolSession } from "./tool-session.ts";

export interface Wanted {
  user: UserName;
  server: ServerName;
  generation: Generation;
}

/** Opens a session. @param signal aborts if the person at the stage gives up. */
export type OpenSession = (wanted: Wanted, signal: AbortSignal) => Promise<ToolSession>;

/** The MCP clients on the stage. Each method returns or throws the text for the page. */
export interface Connections {
  views(): ConnectionView[];
  connect(wanted: Wanted): Promise<string>;
  callTool(id: string, tool: string): Promise<ToolOutcome>;
  renew(id: string): Promise<string>;
  signOut(id: string): Promise<string>;
  /** Finds an open connection, or makes a new one. @returns its id. */
  ensure(wanted: Wanted): Promise<string>;
  closeAll(): Promise<void>;
}

interface ToolOutcome {
  isError: boolean;
  said: string;
}

interface Connection {
  id: string;
  wanted: Wanted;
  session: ToolSession | undefined;
  listed: readonly string[];
  busy: string | null;
  abort: AbortController;
}

const serverNames: Readonly<Record<ServerName, string>> = {
  remote: "remote server",
  "entra-tokens": "remote server with Entra’s tokens",
  local: "local server",
};

export interface ConnectionsOptions {
  open: OpenSession;
  changed: () => void;
  /** Adds a note to the stage. */
  note: (text: string) => void;
}

/** The connections, and the callbacks for their changes. */
interface Room extends ConnectionsOptions {
  all: Map<string, Connection>;
  nextId: () => string;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const all = new Map<string, Connection>();
  let lastId = 0;
  const room: Room = { ...options, all, nextId: () => String((lastId += 1)) };
  return {
    views: () => [...all.values()].map(viewOf),
    connect: async (wanted) => `${titleOf((await begin(room, wanted)).wanted)}: connected.`,
    ensure: async (wanted) => ([...all.values()].find(isOpenFor(wanted)) ?? (await begin(room, wanted))).id,
    callTool: async (id, tool) => callTool(room, opened(all, id), tool),
    renew: async (id) => renew(room, opened(all, id)),
    signOut: async (id) => signOut(room, found(all, id)),
    closeAll: async () => {
      const connections = [...all.values()];
      all.clear();
      for (const { abort } of connections) abort.abort();
      await Promise.allSettled(connections.map(async ({ session }) => session?.close()));
    },
  };
}

async function begin({ all, nextId, open, changed, note }: Room, wanted: Wanted): Promise<Connection> {
  const id = nextId();
  const abort = new AbortController();
  const connection: Connection = {
    id,
    wanted,
    session: undefined,
    listed: [],
    busy: "Connecting …",
    abort,
  };
  all.set(id, connection);
  changed();
  note(`${displayName(wanted.user)} connects an MCP client to the ${serverNames[wanted.server]}.`);
  try {
    connection.session = await open(wanted, abort.signal);
    connection.listed = await connection.session.listTools();
    return connection;
  } catch (error) {
    all.delete(id);
    await connection.session?.close();
    throw error;
  } finally {
    connection.busy = null;
    changed();
  }
}

/** Each client does one thing at a time. */
async function during<Result>(
  { changed }: Room,
  connection: Connection,
  busy: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (connection.busy !== null) throw new Error(`This client is busy: ${connection.busy}`);
  connection.busy = busy;
  changed();
  try {
    return await work();
  } finally {
    connection.busy = null;
    changed();
  }
}

async function callTool(room: Room, { connection, session }: Opened, tool: string): Promise<ToolOutcome> {
  return during(room, connection, `${tool} …`, async () => {
    room.note(`${displayName(connection.wanted.user)}’s client calls ${tool}.`);
    const { isError, text } = await session.callTool(tool);
    connection.listed = await session.listTools();
    const who = displayName(connection.wanted.user);
    const said = isError ? `${tool} refused ${who}’s call: ${text}` : `${tool} answered ${who}’s call.`;
    return { isError, said };
  });
}

async function renew(room: Room, { connection, session }: Opened): Promise<string> {
  return during(room, connection, "Renewing tokens …", async () => {
    room.note(`${displayName(connection.wanted.user)}’s client renews its tokens.`);
    return (await session.renew())
      ? "The client has its tokens."
      : "The server wants the user to sign in again: call a tool.";
  });
}

async function signOut({ all, changed, note }: Room, connection: Connection): Promise<string> {
  const { id, wanted, session, abort } = connection;
  all.delete(id);
  abort.abort();
  changed();
  note(`${displayName(wanted.user)} signs out.`);
  await session?.signOut();
  return `${titleOf(wanted)}: signed out.`;
}

function isOpenFor({ user, server, generation }: Wanted): (connection: Connection) => boolean {
  return ({ session, wanted }) =>
    session !== undefined &&
    wanted.user === user &&
    wanted.server === server &&
    wanted.generation === generation;
}

function found(all: ReadonlyMap<string, Connection>, id: string): Connection {
  const connection = all.get(id);
  if (connection === undefined) throw new Error("This connection is closed. Connect again.");
  return connection;
}

interface Opened {
  connection: Connection;
  session: ToolSession;
}

function opened(all: ReadonlyMap<string, Connection>, id: string): Opened {
  const connection = found(all, id);
  if (connection.session === undefined) throw new Error("The client is not connected yet.");
  return { connection, session: connection.session };
}

function titleOf({ user, server }: Wanted): string {
  return `${displayName(user)} → ${serverNames[server]}`;
}

function viewOf({ id, wanted, session, listed, busy }: Connection): ConnectionView {
  return {
    id,
    user: wanted.user,
    server: wanted.server,
    title: titleOf(wanted),
    protocol: session?.protocol ?? null,
    tools:
      session === undefined
        ? []
        : toolsOf[wanted.server].map((name) => ({ name, isListed: listed.includes(name) })),
    busy,
  };
}
