import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The server's memory after a garbage collection. */
export interface Holdings {
  heapBytes: number;
  /** Open sockets, timers and other resources, by kind. */
  resources: Record<string, number>;
  /** Errors that no request should cause. */
  bugs: string[];
}

export interface ObservedServer {
  mcp: URL;
  holdings(): Promise<Holdings>;
  stop(): Promise<void>;
}

export async function startObservedServer(environment: Record<string, string>): Promise<ObservedServer> {
  const child = fork(join(import.meta.dirname, "observed-server.ts"), {
    execArgv: ["--expose-gc"],
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const { mcp } = await nextMessage<{ mcp: string }>(child);
  return {
    mcp: new URL(mcp),
    holdings: async () => {
      const answer = nextMessage<Holdings>(child);
      child.send("holdings");
      return answer;
    },
    stop: async () => {
      const ended = once(child, "close");
      child.send("stop");
      await ended;
    },
  };
}

async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  const onClose = (): void => reject(new Error("The server has ended."));
  child.once("close", onClose);
  child.once("message", (message) => {
    child.off("close", onClose);
    // This process is ours, so its messages have this type.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    resolve(message as Message);
  });
  return promise;
}
