import { expect, it } from "vitest";
import { tell } from "./run-turbo.ts";

it("turbo's lines say which task begins, which is replayed, and what each has written", () => {
  const events: string[] = [];
  const lines = [
    "   • Running test, verify in 11 packages",
    "@mcp-entra/auth-core:test: cache miss, executing 982fbab116f6fb81",
    "\u001B[35m//:verify:declared: \u001B[0mcache bypass, force executing 1b2c",
    "@mcp-entra/mock-entra:test: cache hit, suppressing logs 982fbab116f6fb81",
    "@mcp-entra/auth-core:test:  \u001B[32m✓\u001B[39m test/graph.test.ts: 18 tests",
    "@mcp-entra/auth-core:test: ",
  ];
  for (const line of lines) {
    tell(line, {
      onStart: (task) => events.push(`start ${task}`),
      onReplay: (task) => events.push(`replay ${task}`),
      onLine: (task, text) => events.push(`${task ?? "turbo"}|${text}`),
    });
  }
  expect(events).toEqual([
    "turbo|   • Running test, verify in 11 packages",
    "start @mcp-entra/auth-core:test",
    "start //:verify:declared",
    "replay @mcp-entra/mock-entra:test",
    "@mcp-entra/auth-core:test| \u001B[32m✓\u001B[39m test/graph.test.ts: 18 tests",
    "@mcp-entra/auth-core:test|",
  ]);
});
