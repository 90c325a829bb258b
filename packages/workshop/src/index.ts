export { createProcessGroup, type ProcessGroup, type ProcessOptions } from "./demo/child-process.ts";
export { createNarrator, type Narrator } from "./demo/narrator.ts";
export { runDemo, type ScenarioName } from "./demo/run-demo.ts";
