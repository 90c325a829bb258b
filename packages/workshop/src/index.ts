export { connectMcpClient, type McpConnection } from "./client/mcp-client.ts";
export {
  createProcessGroup,
  inheritedEnvironment,
  type ProcessGroup,
  type ProcessOptions,
} from "./demo/child-process.ts";
export { createNarrator, type Narrator } from "./demo/narrator.ts";
export { commandMock } from "./demo/command-mock.ts";
export { registerAddress } from "./demo/register-address.ts";
export { runDemo, type ScenarioName } from "./demo/run-demo.ts";
export { type MockProcess, programOf, startMock } from "./demo/start-mock.ts";
export { entraTokensSettings, startBehindProxy } from "./demo/start-remote-server.ts";
