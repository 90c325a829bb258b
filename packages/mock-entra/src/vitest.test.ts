import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { http, HttpResponse } from "msw";
import { expect, onTestFinished, test, vi } from "vitest";
import { seed } from "./index.ts";
import { browserFetch, useMockEntra } from "./vitest.ts";

const entra = useMockEntra();
const added = "http://localhost/added-by-a-test";
function redirectUris() {
  return entra.directory.findApplication(seed.applications.local.appId)?.publicClient.redirectUris;
}

test("each test starts from the seed: one changes the directory…", () => {
  expect(redirectUris()?.push(added)).toBe(2);
});

test("…and the next does not see it", () => {
  expect(redirectUris()).toEqual(["http://localhost"]);
});

const discovery = `https://login.microsoftonline.com/${seed.tenant.id}/v2.0/.well-known/openid-configuration`;
const asBrowser = { redirect: "manual" } as const;

test("browserFetch gets from the mock what fetch gets, without a socket", async () => {
  const viaSocket = await fetch(discovery, asBrowser);
  const sockets = vi.spyOn(globalThis, "fetch");
  const direct = await browserFetch(discovery, asBrowser);
  expect(sockets).not.toHaveBeenCalled();
  sockets.mockRestore();
  expect([direct.status, await direct.text()]).toEqual([viaSocket.status, await viaSocket.text()]);
  expect(entra.trace.entries()).toHaveLength(2);
});

test("browserFetch heeds the handlers that a test adds, and their broken networks", async () => {
  entra.server.use(http.get("https://login.microsoftonline.com/gone", () => HttpResponse.error()));
  await expect(browserFetch("https://login.microsoftonline.com/gone", asBrowser)).rejects.toThrow(
    new TypeError("fetch failed"),
  );
});

test.each<[string, string, RequestInit]>([
  ["loopback", "http://localhost:9/", asBrowser],
  ["what the mock does not answer", "https://login.microsoftonline.com/common/unknown", asBrowser],
  ["a program that wants redirects followed", discovery, {}],
])("browserFetch leaves %s to fetch", async (_case, address, init) => {
  const answer = new Response("by fetch");
  const sockets = vi.spyOn(globalThis, "fetch").mockResolvedValue(answer);
  onTestFinished(() => {
    sockets.mockRestore();
  });
  expect(await browserFetch(address, init)).toBe(answer);
});

test("a connection to this machine is Node's own, and one to Entra is emulated", async () => {
  const server = createServer((socket) => socket.end("hello")).listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const own = connect(port, "localhost");
  const emulated = connect(443, "login.microsoftonline.com").on("error", () => undefined);
  // A socket that msw emulates has its own methods.
  expect([own, emulated].map((socket) => Object.hasOwn(socket, "connect"))).toEqual([false, true]);
  expect(String(await own.toArray())).toBe("hello");
  emulated.destroy();
  server.close();
});
