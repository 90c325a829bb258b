export { silenceStripWarning } from "./silence-strip-warning.ts";
export { type TakenOut, takenOut } from "./taken-out.ts";
export type { DefenceId } from "../../../remote-server/test/attacks/defences.ts";
