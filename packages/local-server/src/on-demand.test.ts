import { describe, expect, it } from "vitest";
import { onDemand } from "./on-demand.ts";

describe("what is made on demand", () => {
  it("is made once, for all who ask, and not before", async () => {
    let times = 0;
    const made = onDemand(async () => {
      times += 1;
      return times;
    });
    expect(times).toBe(0);
    expect(await Promise.all([made(), made()])).toEqual([1, 1]);
    expect(await made()).toBe(1);
  });

  it("fails for all who wait, and is made anew for the next caller", async () => {
    const outcomes = [Promise.reject(new Error("no network")), Promise.resolve("found")];
    const made = onDemand(async () => outcomes.shift() ?? "made too often");
    const both = await Promise.allSettled([made(), made()]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect([await made(), await made()]).toEqual(["found", "found"]);
  });
});
