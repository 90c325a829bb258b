import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../src/docs/pages.ts";
import { exchangesOf, recordDemo, type RecordedDemo } from "../src/docs/record-scenarios.ts";

let demo: RecordedDemo;
/** One run. Several tests look at it. */
beforeAll(async () => {
  demo = await recordDemo();
}, 300_000);

describe("the sequence diagrams", () => {
  it.each(["local", "remote", "entra-tokens"] as const)(
    "show what a run of the demo's %s scenario sends (pnpm write-docs draws them again)",
    (name) => {
      const drawn = readFileSync(join(root, `docs/diagrams/${name}-server.mmd`), "utf8");
      expect(exchangesOf(demo.diagrams[name])).toEqual(exchangesOf(drawn));
    },
  );
});

describe("the mock's trace", () => {
  it("has every exchange of both scenarios once, in order and redacted", () => {
    const { trace } = demo;
    const seen = trace.map(({ method, endpoint, grantType }) =>
      [method, endpoint, grantType].filter(Boolean).join(" "),
    );
    const signIn = ["GET authorize", "POST login", "POST token authorization_code", "GET graph-me"];
    const exchanges = ["GET openid-configuration", ...signIn];
    // More scopes for a user whom Entra knows already. Then another user, who has no access to the directory.
    const stepUp = ["GET authorize", "POST token authorization_code", "GET graph-users"];
    expect(seen).toEqual([...exchanges, ...exchanges, ...stepUp, ...signIn]);
    expect(new Set(trace.map(({ id }) => id)).size).toBe(trace.length);
    const everything = JSON.stringify(trace);
    expect(everything).not.toMatch(/eyJ[\w-]+\./);
    expect(everything).not.toContain(seed.applications.remote.secret);
    for (const { password } of Object.values(seed.users)) expect(everything).not.toContain(password);
  });
});
