import { once } from "node:events";
import { createServer } from "node:http";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMockEntra } from "./index.ts";
import { createUnhandledRequests } from "./unhandled-requests.ts";

const server = setupServer(...createMockEntra().handlers);
const unhandled = createUnhandledRequests();

beforeAll(() => {
  server.listen({ onUnhandledFrame: unhandled.onUnhandledFrame });
});

afterAll(() => {
  server.close();
});

test.each(["https://graph.microsoft.us/v1.0/me", "https://login.microsoftonline.com/common/unknown"])(
  "%s fails like an unplugged network, and is named",
  async (url) => {
    await expect(fetch(`${url}?code=secret`)).rejects.toThrow(TypeError);
    expect(() => {
      unhandled.assertNone();
    }).toThrow(`A test tried to reach ${url}, which mock-entra does not answer.`);
    expect(unhandled.assertNone()).toBeUndefined();
  },
);

test("loopback goes through", async () => {
  const other = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : 0;
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("hello");
  expect(unhandled.assertNone()).toBeUndefined();
  other.close();
});
