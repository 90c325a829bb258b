import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { parse } from "./mcp-client.ts";

/** Calls `getUserDetails`. @param token none: without an Authorization header. */
export async function callMcp(
  issuer: string,
  token: string | undefined,
  toolArguments: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<{
  status: number;
  challenge: string;
  isError: boolean;
  user: Record<string, unknown> | undefined;
  /** The whole answer, as it came. */
  text: string;
}> {
  const params = { name: "getUserDetails", arguments: toolArguments, _meta: toolArguments };
  const response = await postToMcp(issuer, token, { method: "tools/call", params }, headers);
  const text = await response.text();
  const { result } = parse(text) as { result?: { isError?: boolean; content?: { text?: string }[] } };
  noteOnFailure(`/mcp answered: ${response.status} ${text.slice(0, 200)}`);
  const texts = result?.content?.map((part) => parse(part.text ?? "")) ?? [];
  return {
    text,
    status: response.status,
    challenge: response.headers.get("www-authenticate") ?? "",
    isError: result?.isError === true,
    // A sentence beside the JSON, as a part of its own, is as good.
    user: result === undefined ? undefined : (texts.find((each) => "displayName" in each) ?? {}),
  };
}

/** The names of the tool's arguments, as it announces them. */
export async function argumentsOfTool(issuer: string, token: string): Promise<string[]> {
  const response = await postToMcp(issuer, token, { method: "tools/list", params: {} });
  const { result } = parse(await response.text()) as {
    result?: { tools?: { inputSchema?: { properties?: object } }[] };
  };
  return Object.keys(result?.tools?.[0]?.inputSchema?.properties ?? {});
}

/** @param token none: without an Authorization header. */
async function postToMcp(
  issuer: string,
  token: string | undefined,
  message: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(new URL("/mcp", issuer), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
  });
}
