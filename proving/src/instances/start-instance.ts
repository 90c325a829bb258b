import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { compileCacheFolder } from "../../../packages/workshop/src/compile-cache.ts";

/** A server that is running. */
export interface Instance {
  /** The address that it listens at. Its public address may differ. */
  port: number;
  /** From now on, its clock is this many seconds ahead of the real time. */
  moveClock(seconds: number): Promise<void>;
  /** kill -9: the server cannot finish anything. */
  kill(): Promise<void>;
}

/** A process that has loaded the server's modules and has not started the server. */
export interface WarmInstance {
  /** @throws Error with its stderr output if it does not start. */
  start(): Promise<Instance>;
  kill(): Promise<void>;
}

/** @param program instance.ts, or a bundle of it. */
export async function warmInstance(
  environment: Record<string, string>,
  program = join(import.meta.dirname, "instance.ts"),
): Promise<WarmInstance> {
  const child = fork(program, {
    // There are four hundred starts, so the compile cache saves time.
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compileCacheFolder,
      LOG_LEVEL: "error",
      PORT: "0",
      ...environment,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaints = "";
  child.stderr?.on("data", (chunk) => (complaints += String(chunk)));
  const message = async (): Promise<string> => {
    const ended = Promise.withResolvers<never>();
    // Also if no caller waits any more.
    ended.promise.catch(() => undefined);
    const onExit = (): void => ended.reject(new Error(`An instance ended by itself:\n${complaints}`));
    child.once("exit", onExit);
    const [text]: unknown[] = await Promise.race([once(child, "message"), ended.promise]);
    child.off("exit", onExit);
    return String(text);
  };
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  await message();
  return {
    kill,
    start: async () => {
      child.send("start");
      const moveClock = async (seconds: number): Promise<void> => {
        child.send(seconds);
        await message();
      };
      return { port: Number(/:(\d+)$/.exec(await message())?.[1]), moveClock, kill };
    },
  };
}
