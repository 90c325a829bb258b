import { describe, expect, it } from "vitest";
import { describeFatalError } from "./describe-fatal-error.ts";
import { ConfigurationError } from "./errors.ts";

describe("the last words of a process", () => {
  it("are one plain message, without a stack, for what a person can mend", () => {
    expect(describeFatalError(new ConfigurationError("AZURE_TENANT_ID is not set."))).toBe(
      "AZURE_TENANT_ID is not set.",
    );
  });

  it.each([
    ["EADDRINUSE", "is already in use. Stop the other process, or choose another port"],
    ["EACCES", "may not be opened by this user. Choose a port above 1023"],
    ["EADDRNOTAVAIL", "does not belong to this machine. Choose an address of this machine"],
  ])("explain %s at the port that was configured", (code, sentence) => {
    const error = Object.assign(new Error(`listen ${code}`), { code, port: 3001, address: "127.0.0.1" });
    expect(describeFatalError(error)).toBe(
      `PORT is 3001, but port 3001 of 127.0.0.1 ${sentence}, for example PORT=3002`,
    );
  });

  it("keep the stack of a bug", () => {
    const bug = new TypeError("undefined is not a function");
    expect(describeFatalError(bug)).toBe(bug.stack);
    expect(describeFatalError(bug)).toContain("describe-fatal-error.test.ts");
  });

  it("cope with things that are no errors", () => {
    expect(describeFatalError("out of coffee")).toBe("out of coffee");
  });
});
