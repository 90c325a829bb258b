import { once } from "node:events";
import { connect, createServer } from "node:net";
import { Transform } from "node:stream";
import { portOf } from "./programs.ts";

export interface SlowLine {
  port: number;
  close: () => void;
}

/** A port of this machine that forwards to another one. Answers are delayed by `delayMs`, as over a long distance. */
export async function openSlowLine(toPort: number, delayMs: number): Promise<SlowLine> {
  const line = createServer((near) => {
    const far = connect(toPort, "127.0.0.1");
    const slowly = new Transform({
      transform: (bytes, _encoding, done) => void setTimeout(done, delayMs, undefined, bytes),
    });
    near.pipe(far).pipe(slowly).pipe(near);
    for (const socket of [near, far]) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        near.destroy();
        far.destroy();
      });
    }
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  return { port: portOf(line), close: () => void line.close() };
}
