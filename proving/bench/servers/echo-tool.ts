import { defineTool } from "../../../packages/remote-server/src/tools/tool.ts";
import { echo, echoInput, echoOutput } from "./echo.ts";

/** The tool as our server registers it. */
export const echoTool = defineTool({
  name: "echo",
  title: "Echo",
  description: "Gives back what it got.",
  access: { scopes: ["User.Read"], roles: [] },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: echoInput,
  output: echoOutput,
  run: async (input) => echo(input),
});
