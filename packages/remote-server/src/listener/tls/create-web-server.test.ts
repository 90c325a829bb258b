import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createWebServer, defaultLimits } from "./create-web-server.ts";

const quick = { ...defaultLimits, headersMs: 60, requestMs: 120, idleMs: 60, checkMs: 20, connections: 2 };

/** A server that answers when it has the whole request. @returns what opens a connection to it. */
async function start(limits = quick) {
  const { server } = createWebServer(undefined, limits);
  server.on("request", (request, response) => void request.resume().on("end", () => response.end("served")));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    return socket;
  };
}

/** All that the server says until it hangs up. */
async function goodbye(socket: Socket): Promise<string> {
  let said = "";
  socket.on("data", (data: Buffer) => (said += data.toString()));
  // Not once(): it would make an error of the reset that answers what is sent after the end.
  await new Promise((resolve) => void socket.on("close", resolve));
  return said;
}

/** A reset can overtake the last words. */
const hungUp = /^(HTTP\/1\.1 408 Request Timeout|$)/;

/** A byte now and then, for ever. */
function trickle(socket: Socket): void {
  const timer = setInterval(() => socket.write("x"), 10);
  socket.on("close", () => clearInterval(timer));
}

describe("the server hangs up on", () => {
  it("somebody who never finishes the headers (slowloris)", async () => {
    const socket = await (await start())();
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
    trickle(socket);
    expect(await goodbye(socket)).toMatch(hungUp);
  });

  it("somebody who never finishes the body", async () => {
    const socket = await (await start())();
    socket.write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n");
    trickle(socket);
    expect(await goodbye(socket)).toMatch(hungUp);
  });

  it("somebody who connects and says nothing", async () => {
    const socket = await (await start())();
    expect(await goodbye(socket)).toContain("408 Request Timeout");
  });

  it("headers, or an address, of more than 16 KiB", async () => {
    const open = await start();
    for (const head of [
      `GET / HTTP/1.1\r\nx: ${"x".repeat(17_000)}`,
      `GET /${"x".repeat(17_000)} HTTP/1.1`,
    ]) {
      const socket = await open();
      socket.write(`${head}\r\nhost: localhost\r\n\r\n`);
      expect(await goodbye(socket)).toContain("431 Request Header Fields Too Large");
    }
  });

  it("a third connection, when two are the limit", async () => {
    const open = await start({ ...quick, headersMs: 5_000, requestMs: 5_000 });
    await Promise.all([open(), open()]);
    const third = await open();
    expect(await goodbye(third)).toBe("");
  });
});
