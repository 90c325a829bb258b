import { describe, expect, it } from "vitest";
import { messageOf, rootCauseOf, systemCodeOf } from "./error-facts.ts";

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const fetchFailed = new TypeError("fetch failed", { cause: refused });

describe("facts about whatever was thrown", () => {
  it("a message, even of things that are no errors", () => {
    expect(messageOf(fetchFailed)).toBe("fetch failed");
    expect(messageOf("text")).toBe("text");
    expect(messageOf(undefined)).toBe("undefined");
  });

  it("Node's code, of the error or of what caused it", () => {
    expect(systemCodeOf(refused)).toBe("ECONNREFUSED");
    expect(systemCodeOf(fetchFailed)).toBe("ECONNREFUSED");
    expect(systemCodeOf(new Error("other"))).toBeUndefined();
    expect(systemCodeOf("ECONNREFUSED")).toBeUndefined();
  });

  it("no code from a DOMException, whose code is a number", () => {
    expect(systemCodeOf(new DOMException("aborted", "AbortError"))).toBeUndefined();
  });

  it("the root cause", () => {
    expect(rootCauseOf(fetchFailed)).toBe(refused);
    expect(rootCauseOf(refused)).toBe(refused);
  });
});
