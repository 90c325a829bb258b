import { connect } from "node:net";

/** A request as it is sent, byte by byte. It can contain anything. */
export interface RawRequest {
  method: string;
  target: string;
  headers: readonly (readonly [string, string])[];
  body: Uint8Array;
}

export interface RawAnswer {
  /** 0: the server has closed the connection without an answer. */
  status: number;
  head: string;
  body: string;
}

/** Sends exactly these bytes. `fetch` and `node:http` would refuse many of them. */
export async function sendRaw(origin: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ port: Number(port), host: hostname === "localhost" ? "127.0.0.1" : hostname });
  const chunks: Buffer[] = [];
  const closed = new Promise((resolve) => void socket.on("close", resolve));
  socket.on("data", (data: Buffer) => {
    chunks.push(data);
    // A stream does not end. Its opening is the answer.
    if (/^content-type: text\/event-stream/im.test(data.toString("latin1"))) socket.destroy();
  });
  // The server may refuse by closing the connection while the test still sends.
  socket.on("error", () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(headOf(request), "latin1"), request.body]));
  await closed;
  const text = Buffer.concat(chunks).toString();
  const [head = "", ...rest] = text.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join("\r\n\r\n") };
}

function headOf({ method, target, headers, body }: RawRequest): string {
  const isMeasured = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const lines = [...headers, ...(isMeasured ? [] : [["content-length", String(body.length)] as const])];
  const fields = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${method} ${target} HTTP/1.1\r\n${fields}connection: close\r\n\r\n`;
}
