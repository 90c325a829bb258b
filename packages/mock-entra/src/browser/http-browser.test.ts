import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createHttpBrowser } from "./http-browser.ts";

test("follows a redirect whose body does not end", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/arrived") response.end("<title>Arrived</title>");
    else response.writeHead(302, { location: "/arrived" }).write("This page has moved, ");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const page = await createHttpBrowser().visit(`http://127.0.0.1:${port}/moved`);
  expect(page.title).toBe("Arrived");
});
