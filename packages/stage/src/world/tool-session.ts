import { z } from "zod";

/** The session of an MCP client with a server, for one user. It is the same for all transports. */
export interface ToolSession {
  /** The version of MCP that both speak. */
  protocol: string;
  listTools(): Promise<string[]>;
  /** @throws Error if the server refuses the request. */
  callTool(name: string): Promise<ToolAnswer>;
  /** @returns whether the client has new tokens without asking its user. */
  renew(): Promise<boolean>;
  signOut(): Promise<void>;
  close(): Promise<void>;
}

export interface ToolAnswer {
  isError: boolean;
  /** The tool's text. */
  text: string;
}

const callResult = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ text: z.string().optional() })).default([]),
});

export function readAnswer(result: unknown): ToolAnswer {
  const { isError = false, content } = callResult.parse(result);
  return { isError, text: content.map(({ text = "" }) => text).join("\n") };
}
