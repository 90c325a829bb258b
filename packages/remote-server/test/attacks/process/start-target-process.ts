import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { DefenceId } from "../defences.ts";
import type { RemoteControl } from "../support/play.ts";
import { type Answer, answer as answerSchema, type Command } from "./commands.ts";

type Told = Exclude<Answer, { failure: string }>;

/** A process that serves one target after another. */
export interface TargetProcess {
  /** Starts a new server. The last one has ended. `listensAt` is its address for a proxy. */
  startServer(): Promise<RemoteControl & { listensAt: string }>;
  close(): Promise<void>;
}

const program = join(import.meta.dirname, "serve-target.ts");
const weaken = join(import.meta.dirname, "../../../../workshop/src/weakening/weaken.ts");

/**
 * @param without the defences to remove. If it is empty, our server runs without changes.
 * @param onStderr gets the output of the process on stderr, such as the warning of a weakened server.
 */
export function startTargetProcess(
  environment: Readonly<Record<string, string>>,
  without: readonly DefenceId[],
  onStderr: (text: string) => void = () => undefined,
): TargetProcess {
  const child = fork(program, {
    execArgv: without.length === 0 ? [] : ["--import", weaken],
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      ...environment,
      WITHOUT_DEFENCES: without.join(),
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.on("data", (data: Buffer) => {
    stderr += data.toString();
    onStderr(data.toString());
  });
  const ended = once(child, "exit").then(([code]: unknown[]) => {
    throw new Error(`The server without ${without.join()} ended with exit code ${String(code)}: ${stderr}`);
  });
  // The process also ends on purpose, so this is not always an error. A caller that waits for an answer gets the error.
  ended.catch(() => undefined);

  const tell = async (command: Command): Promise<Told> => {
    const answered = once(child, "message");
    child.send(command);
    const [message]: unknown[] = await Promise.race([answered, ended]);
    const answer = answerSchema.parse(message);
    if ("failure" in answer) throw new Error(answer.failure);
    return answer;
  };
  return {
    startServer: async () => ({
      ...serverIn(await tell({ do: "start" })),
      openSister: async () => (await tell({ do: "open-sister" })).publicUrl,
      moveTime: async (seconds) => void (await tell({ do: "move-time", seconds })),
      changeIdTokens: async (claims) => void (await tell({ do: "change-id-tokens", claims })),
      useInternet: async (internet) => void (await tell({ do: "use-internet", internet })),
      readRecords: async () => (await tell({ do: "read-records" })).records,
      breakStore: async (writes) => void (await tell({ do: "break-store", writes })),
      mendStore: async () => void (await tell({ do: "mend-store" })),
      writeRecord: async (record) => void (await tell({ do: "write-record", record })),
    }),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function serverIn({ publicUrl, listensAt }: Told): Pick<Told, "publicUrl" | "listensAt"> {
  return { publicUrl, listensAt };
}
