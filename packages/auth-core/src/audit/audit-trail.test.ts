import { describe, expect, it } from "vitest";
import type { TimedAuditEvent } from "./audit-log.ts";
import { createAuditTrail } from "./audit-trail.ts";
import { createCorrelation } from "./correlation.ts";

const event = (reason: string): TimedAuditEvent => ({
  time: "2026-01-01T00:00:00.000Z",
  event: "tool_allowed",
  outcome: "success",
  reason,
});

describe("the audit trail", () => {
  it("has the newest event first, and forgets the oldest when it is full", () => {
    const trail = createAuditTrail(2);
    for (const reason of ["first", "second", "third"]) trail.record(event(reason));
    expect(trail.recent().map(({ reason }) => reason)).toEqual(["third", "second"]);
  });

  it("keeps what happened to a user, however much strangers or another user make happen", () => {
    const trail = createAuditTrail(10);
    trail.record({ ...event("sign-in"), user: "ada" });
    for (let index = 0; index < 100; index += 1) trail.record(event(`unknown code ${index}`));
    for (let index = 0; index < 100; index += 1) trail.record({ ...event(`call ${index}`), user: "grace" });
    const reasons = trail.recent().map(({ reason }) => reason);
    expect(reasons).toHaveLength(10);
    expect(reasons.at(-1)).toBe("sign-in");
    expect(reasons).toContain("unknown code 99");
    expect(reasons[0]).toBe("call 99");
  });

  it("tells its subscribers, until they have had enough", () => {
    const trail = createAuditTrail();
    const heard: unknown[] = [];
    const stop = trail.subscribe(({ reason }) => heard.push(reason));
    trail.record(event("first"));
    stop();
    trail.record(event("second"));
    expect(heard).toEqual(["first"]);
  });
});

describe("a correlation", () => {
  it("is the same throughout one piece of work, and another one for the next", async () => {
    const correlation = createCorrelation();
    const ids = await Promise.all(
      [1, 2].map(async () =>
        correlation.run(async () => {
          const before = correlation.current();
          await new Promise((next) => void setTimeout(next, 5));
          expect(correlation.current()).toBe(before);
          return before;
        }),
      ),
    );
    expect(new Set(ids).size).toBe(2);
    expect(correlation.current()).toBeUndefined();
  });

  it("can go on with an earlier one, for itself alone", () => {
    const correlation = createCorrelation();
    correlation.run(() => {
      correlation.adopt("earlier");
      expect(correlation.current()).toBe("earlier");
      correlation.adopt(undefined);
      expect(correlation.current()).toBe("earlier");
    });
    correlation.run(() => expect(correlation.current()).not.toBe("earlier"));
    correlation.adopt("of an unknown caller");
    expect(correlation.current()).toBeUndefined();
  });
});
