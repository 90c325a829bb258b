import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it, onTestFinished } from "vitest";
import { handleErrors } from "./handle-errors.ts";
import { jsonBody } from "./json-body.ts";

/** A server that reads JSON. @returns a function that sends it a body. */
async function start() {
  const app = express()
    .post("/", jsonBody(64 * 1_024), (request, response) => void response.json(request.body))
    .use(handleErrors(() => undefined));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return async (body: string | Uint8Array<ArrayBuffer>, type = "application/json"): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers: { "content-type": type }, body });
}

it("a text may hold as many brackets, commas, quotation marks and backslashes as it likes", async () => {
  const send = await start();
  const text = String.raw`{[,:"\]} `.repeat(3_000);
  const response = await send(JSON.stringify({ text }));
  expect(await response.json()).toEqual({ text });
});

it.each([
  ["members", `{${Array.from({ length: 500 }, (_, index) => `"${index}":1`).join()}}`],
  ["values", `[${"0,".repeat(1_000)}0]`],
  ["lists in lists", "[".repeat(501) + "]".repeat(501)],
  ["members behind an escaped quotation mark", String.raw`["\\",${"{},".repeat(334)}0]`],
])("too many %s are refused before they are read", async (_what, body) => {
  const send = await start();
  const response = await send(body);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error_description: expect.stringContaining("larger") });
});

it("JSON in another encoding than UTF-8, in which quotation marks could hide, is refused", async () => {
  const send = await start();
  const body = new Uint8Array(Buffer.from(`{"a":1}`, "utf16le"));
  expect((await send(body, "application/json; charset=utf-16le")).status).toBe(415);
});
