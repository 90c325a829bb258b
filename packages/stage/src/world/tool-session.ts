import { z } from "zod";

/** What an MCP client has open with a server for one user, whatever the transport. */
export interface ToolSession {
  /** The version of MCP that both speak. */
  protocol: string;
  listTools(): Promise<string[]>;
  /** @throws Error when the server refuses the call itself. */
  callTool(name: string): Promise<ToolAnswer>;
  /** @returns whether the client has new tokens without asking its user. */
  renew(): Promise<boolean>;
  signOut(): Promise<void>;
  close(): Promise<void>;
}

export interface ToolAnswer {
  isError: boolean;
  /** The tool's own words. */
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
