import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { compileCacheFolder } from "../../../packages/workshop/src/compile-cache.ts";

/** A server that is running. */
export interface Instance {
  /** Where it listens, whatever its public address may be. */
  port: number;
  /** From now on its clock is so many seconds ahead of the real time. */
  moveClock(seconds: number): Promise<void>;
  /** kill -9: it gets no chance to finish anything. */
  kill(): Promise<void>;
}

/** A process that has loaded the server and has not started it. */
export interface WarmInstance {
  /** @throws Error with what it wrote to stderr, when it does not start. */
  start(): Promise<Instance>;
  kill(): Promise<void>;
}

export async function warmInstance(environment: Record<string, string>): Promise<WarmInstance> {
  const child = fork(join(import.meta.dirname, "instance.ts"), {
    // Four hundred starts: the modules are compiled once.
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
    // Also when no caller waits any more.
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
