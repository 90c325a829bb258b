import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import type { RequestHandler, Response } from "express";
import { z } from "zod";
import { sessionOf } from "../auth/session-auth-info.ts";
import type { Session } from "../auth/session.ts";

interface Connection {
  transport: SSEServerTransport;
  userId: string;
  clientId: string;
}

export interface LegacySse {
  open: RequestHandler;
  message: RequestHandler;
  /** Ends every stream; they never end by themselves. */
  closeAll: () => Promise<void>;
}

const messageQuery = z.object({ sessionId: z.string() });

/**
 * The lesson's transport: `GET /sse` opens a stream, `POST /message` sends into it. Deprecated since MCP 2025-03-26 and
 * kept for clients that know nothing else; new work belongs on /mcp.
 *
 * Each stream has a transport and a server of its own. (A single one for all is a known bug of samples: the second
 * client takes the first one's answers.) A stream lives in this process, so its messages have to come to this process.
 */
export function legacySse(createMcpServer: () => McpServer): LegacySse {
  const connections = new Map<string, Connection>();

  const open: RequestHandler = async (request, response) => {
    const transport = new SSEServerTransport("/message", response);
    const server = createMcpServer();
    const { userId, clientId } = sessionOf(request.auth);
    connections.set(transport.sessionId, { transport, userId, clientId });
    response.on("close", () => {
      connections.delete(transport.sessionId);
      void server.close();
    });
    await server.connect(transport);
  };

  const message: RequestHandler = async (request, response) => {
    const connection = connections.get(messageQuery.safeParse(request.query).data?.sessionId ?? "");
    if (connection === undefined) return sendNoSuchStream(response);
    // defence:39 A stream's id is no proof of anything: with another user's token on it, it does not exist.
    if (!isOwner(connection, sessionOf(request.auth))) return sendNoSuchStream(response);
    await connection.transport.handlePostMessage(request, response, request.body);
  };

  const closeAll = async (): Promise<void> => {
    await Promise.all([...connections.values()].map(async ({ transport }) => transport.close()));
  };

  return { open, message, closeAll };
}

function sendNoSuchStream(response: Response): void {
  response
    .status(404)
    .json({ error: "not_found", error_description: "No such stream. Open one with GET /sse." });
}

function isOwner(connection: Connection, session: Session): boolean {
  return connection.userId === session.userId && connection.clientId === session.clientId;
}
