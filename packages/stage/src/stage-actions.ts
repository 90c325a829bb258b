import { parseRecording } from "@mcp-entra/workshop/recording";
import { z } from "zod";
import type { Actions } from "./server/action-route.ts";
import { recordingInHtml } from "./server/export-html.ts";
import type { Theatre } from "./theatre/theatre.ts";
import type { Switches } from "./what-if/switches.ts";
import type { World } from "./world/world.ts";

const wanted = z.strictObject({
  user: z.enum(["ada", "grace", "alan", "myself"]),
  server: z.enum(["remote", "entra-tokens", "local"]),
  generation: z.enum(["2026-07-28", "2025-11-25", "sse"]),
});
const tool = z.strictObject({ connection: z.string(), tool: z.string() });
const connection = z.strictObject({ connection: z.string() });
const answer = z.strictObject({ question: z.string(), isYes: z.boolean() });
const whatIf = z.strictObject({ whatIf: z.string() });
const attack = z.strictObject({ attack: z.string() });
const file = z.strictObject({ text: z.string() });

/** The actions of a live stage. */
export function liveActions(world: World, switches: Switches, theatre: Theatre): Actions {
  const { connections, waiting } = world;
  return {
    ...replayActions,
    connect: action(wanted, async (body) => connections.connect(body)),
    "call-tool": action(tool, async (body) => (await connections.callTool(body.connection, body.tool)).said),
    renew: action(connection, async (body) => connections.renew(body.connection)),
    "sign-out": action(connection, async (body) => connections.signOut(body.connection)),
    answer: action(answer, async ({ question, isYes }) => {
      waiting.answer(question, isYes);
      return "";
    }),
    "what-if": action(whatIf, async (body) => switches.play(body.whatIf)),
    attack: action(attack, async (body) => theatre.play(body.attack)),
    undo: action(whatIf, async (body) => switches.undo(body.whatIf)),
  };
}

/** The actions of a page without a world. */
export const replayActions: Actions = {
  "read-recording": async (body) => {
    const { text } = file.parse(body);
    return { recording: parseRecording(recordingInHtml(text) ?? text, "The file") };
  },
};

function action<Body>(schema: z.ZodType<Body>, run: (body: Body) => Promise<string>): Actions[string] {
  return async (body) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success)
      throw new Error(`The stage cannot read this request: ${z.prettifyError(parsed.error)}`);
    return { said: await run(parsed.data) };
  };
}
