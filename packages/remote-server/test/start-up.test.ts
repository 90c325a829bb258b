import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };

const program = join(import.meta.dirname, "../src/main.ts");
/** Prints which of the big libraries are loaded. */
const watch = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    resolve: (specifier, context, next) => {
      if (/^(express$|@azure\\/msal-node|@modelcontextprotocol\\/)/.test(specifier)) console.error("LOADED " + specifier);
      return next(specifier, context);
    },
  });
`)}`;

/** Runs the server until it ends, in a folder without .env files. */
function run(variables: Record<string, string>, ...options: string[]) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", watch, program, ...options], {
    env,
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** All required variables. No server listens at Entra's address. */
const complete = {
  AZURE_TENANT_ID: "9f0a2a3e-4a5b-4a1c-9d53-0c2f9f6f2f01",
  AZURE_CLIENT_ID: "9f0a2a3e-4a5b-4a1c-9d53-0c2f9f6f2f02",
  AZURE_CLIENT_SECRET: "a-secret",
  AZURE_AUTHORITY_HOST: "https://127.0.0.1:9",
  PORT: "0",
};

describe("the start of the remote server", () => {
  it("says what is wrong with the configuration before it loads Express, MSAL and the MCP SDK", () => {
    const { status, stderr } = run({ ...complete, PORT: "many" });
    expect(status).toBe(1);
    expect(stderr).toContain("PORT");
    expect(stderr).not.toContain("LOADED");
  });

  it("loads them when the configuration is good", () => {
    expect(run(complete).stderr).toContain("LOADED express");
  });

  it("answers --version from its package.json, and loads none of them for that", () => {
    const expected = { status: 0, stdout: `${packageJson.version}\n`, stderr: "" };
    expect(run({}, "--version")).toEqual(expected);
  });
});
