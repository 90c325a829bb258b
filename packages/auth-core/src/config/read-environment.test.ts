import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readEnvironment } from "./read-environment.ts";

describe("reading variables", () => {
  it("never shows the value of a secret, not even a mistyped one", () => {
    const schema = z.object({
      CLIENT_SECRET: z.string().min(100).meta({ expected: "a long value", example: "…", secret: true }),
    });
    expect(() => readEnvironment(schema, { CLIENT_SECRET: "hunter2" })).toThrow(
      "CLIENT_SECRET has a value that cannot be used. Expected a long value, for example CLIENT_SECRET=…",
    );
    expect(() => readEnvironment(schema, { CLIENT_SECRET: "hunter2" })).not.toThrow("hunter2");
  });

  it("treats a variable without a description as a secret", () => {
    const schema = z.object({ UNDESCRIBED: z.string().min(100) });
    expect(() => readEnvironment(schema, { UNDESCRIBED: "hunter2" })).toThrow(
      "UNDESCRIBED has a value that cannot be used.",
    );
    expect(() => readEnvironment(schema, { UNDESCRIBED: "hunter2" })).not.toThrow("hunter2");
  });

  it("reports a variable once, however much is wrong with it", () => {
    const schema = z.object({
      NAME: z.string().min(10).regex(/^\d+$/).meta({ expected: "ten digits", example: "0123456789" }),
    });
    expect(() => readEnvironment(schema, { NAME: "abc" })).toThrow(/^(?!.*NAME is.*NAME is)/s);
  });

  it("gives defaults, and leaves every other variable alone", () => {
    const schema = z.object({ LEVEL: z.string().default("warn") });
    expect(readEnvironment(schema, { OTHER: "value" })).toEqual({ LEVEL: "warn" });
  });
});
