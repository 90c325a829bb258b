import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEnvironment } from "./load-environment.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "load-environment-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe(".env files", () => {
  it("give way to the environment, and a later file to an earlier one", () => {
    writeFileSync(join(folder, ".env.local-server"), "A=specific\nB=specific");
    writeFileSync(join(folder, ".env"), "A=general\nB=general\nC=general");
    const files = [join(folder, ".env.local-server"), join(folder, ".env")];
    expect(loadEnvironment(files, { A: "environment" })).toEqual({
      A: "environment",
      B: "specific",
      C: "general",
    });
  });

  it("may be missing", () => {
    expect(loadEnvironment([join(folder, ".env")], { A: "1" })).toEqual({ A: "1" });
  });

  it("may not be unreadable", () => {
    mkdirSync(join(folder, ".env"));
    expect(() => loadEnvironment([join(folder, ".env")], {})).toThrow(
      expect.objectContaining({
        code: "configuration_invalid",
        message: expect.stringMatching(/^The file .*\.env cannot be read: EISDIR/),
      }),
    );
  });

  it("leave process.env as it is, so that child processes inherit no secret", () => {
    writeFileSync(join(folder, ".env"), "LOAD_ENVIRONMENT_TEST=secret");
    expect(loadEnvironment([join(folder, ".env")])).toMatchObject({ LOAD_ENVIRONMENT_TEST: "secret" });
    expect(process.env).not.toHaveProperty("LOAD_ENVIRONMENT_TEST");
  });
});
