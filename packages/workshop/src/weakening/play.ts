/** The attacks of the threat model, and what they need to be played. They are written once, as tests of the remote server. */
export { attacks } from "../../../remote-server/test/attacks/all-attacks.ts";
export type { Attack, Attempt, Tell, Verdict } from "../../../remote-server/test/attacks/attack.ts";
export { startTargetProcess } from "../../../remote-server/test/attacks/process/start-target-process.ts";
export { play } from "../../../remote-server/test/attacks/support/play.ts";
export { createWorld, type World } from "../../../remote-server/test/attacks/support/world.ts";
