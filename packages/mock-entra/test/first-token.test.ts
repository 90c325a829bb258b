import { setupServer } from "msw/node";
import { expect, test } from "vitest";
import { createMockEntra } from "../src/index.ts";
import { obtainCode, redeem } from "./support/protocol.ts";

const measureFirstToken = async (): Promise<number> => {
  const started = performance.now();
  const server = setupServer(...createMockEntra().handlers);
  server.listen();
  const { status } = await redeem(await obtainCode());
  server.close();
  expect(status).toBe(200);
  return performance.now() - started;
};

test("a new mock signs somebody in and issues a token within 100 milliseconds", async () => {
  // The best of three: what is measured is the mock, not what else the machine is doing.
  const times = [await measureFirstToken(), await measureFirstToken(), await measureFirstToken()];
  expect(Math.min(...times)).toBeLessThan(100);
});
