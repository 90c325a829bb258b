import type { Control } from "../control/control.ts";
import { controlCommands } from "../control/control-commands.ts";
import { InvalidInputError } from "../control/parse-input.ts";
import type { Caller } from "../http/exchange.ts";

/**
 * A page of another site can post a form here. But to add a header, its browser first sends a CORS preflight,
 * and the mock does not answer it.
 */
const controlHeader = "x-mock-entra-control";

const prefix = "/_mock/";

export function isControlRequest({ pathname }: URL): boolean {
  return pathname.startsWith(prefix);
}

/**
 * Commands for the program that runs the mock: tests, the demo, a flow viewer. They are not part of Entra, so
 * they are not in the trace.
 */
export async function answerControl(
  control: Control,
  request: Request,
  { isOnThisMachine }: Caller,
): Promise<Response> {
  if (!isOnThisMachine) return refuse(403, "Commands are taken from this machine only.");
  if (request.headers.get(controlHeader) !== "1") {
    return refuse(403, `Send the header "${controlHeader}: 1": it keeps web pages out.`);
  }
  const { pathname, searchParams } = new URL(request.url);
  const [name = "", item] = pathname.slice(prefix.length).split("/");
  const path = item === undefined ? name : `${name}/*`;
  const command = controlCommands.get(`${request.method} ${path}`);
  if (!command) return refuseUnknown(path);
  try {
    const body = await readJson(request);
    const lastEventId = request.headers.get("last-event-id") ?? undefined;
    return await command({ control, query: Object.fromEntries(searchParams), item, body, lastEventId });
  } catch (error) {
    if (error instanceof InvalidInputError) return refuse(400, error.message);
    throw error;
  }
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError("body: found something else. Expected JSON.");
  }
}

function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: message }, { status, headers });
}

function refuseUnknown(path: string): Response {
  if (path === "clock") {
    return refuse(
      404,
      "The clock moves in process only (clock.advance): MSAL in another process reads its own Date. Use lifetimes, expire-access-tokens or kill-refresh-tokens.",
    );
  }
  const commands = [...controlCommands.keys()];
  const methods = commands
    .filter((command) => command.endsWith(` ${path}`))
    .map((command) => command.slice(0, command.indexOf(" ")));
  if (methods.length > 0) return refuse(405, `Use ${methods.join(" or ")}.`, { Allow: methods.join(", ") });
  return refuse(404, `There is no such command. Expected one of ${commands.join(", ")}.`);
}
