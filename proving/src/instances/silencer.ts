import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A network between a client and a server on this machine. It can lose data without ending a connection. */
export interface Silencer {
  /** A Redis URL for connections through it. */
  url: string;
  /** Present connections stay open, but lose all data. New ones work. */
  silence(): void;
  /** Present connections end. New ones are accepted, but lose all data. */
  cut(): void;
  /** From now on, new connections work. Old ones do not. */
  speak(): void;
  close(): void;
}

export async function startSilencer(port: number): Promise<Silencer> {
  let speaking = true;
  let carried: { near: Socket; far: Socket }[] = [];
  const all: Socket[] = [];
  const server = createServer((near) => {
    all.push(near);
    near.on("error", () => undefined);
    if (!speaking) {
      near.resume();
      return;
    }
    const far = connect(port, "127.0.0.1");
    all.push(far);
    far.on("error", () => undefined);
    near.pipe(far).pipe(near);
    carried.push({ near, far });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  const stopCarrying = (): void => {
    for (const { near, far } of carried) {
      near.unpipe(far).resume();
      far.unpipe(near).resume();
    }
    carried = [];
  };
  return {
    url: `redis://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    silence: stopCarrying,
    cut: () => {
      speaking = false;
      stopCarrying();
      for (const socket of all.splice(0)) socket.destroy();
    },
    speak: () => {
      speaking = true;
    },
    close: () => {
      server.close();
      for (const socket of all) socket.destroy();
    },
  };
}
