import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Recorder } from "../recording/index.ts";

/** The stage runs as a separate process: no package imports it. */
const program = fileURLToPath(new URL("../../../stage/src/main.ts", import.meta.url));

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
}

/** Opens a recording on the stage at one of its hops. @returns once the stage has ended. */
export async function openRecording(file: string, hop: number | undefined): Promise<void> {
  const at = hop === undefined ? [] : ["--hop", String(hop)];
  await once(start(["--port", "0", "--replay", file, ...at]), "exit");
}

/** Shows the recording of this process on a stage. @returns a function that ends the stage. */
export function showOnStage(recorder: Recorder, title: string): () => void {
  const stage = start(["--port", "0", "--follow", title]);
  // The recording continues also if the stage has ended.
  stage.on("error", () => undefined);
  const stop = recorder.subscribe(0, (event) => {
    if (stage.connected) stage.send(event, () => undefined);
  });
  return () => {
    stop();
    stage.kill();
  };
}
