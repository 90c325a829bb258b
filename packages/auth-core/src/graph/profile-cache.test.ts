import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { GraphRequestError } from "../errors/errors.ts";
import { createProfileCache } from "./profile-cache.ts";

const ada = { id: "ada's session", roles: ["Auditor"] };
const grace = { id: "grace's session", roles: [] };
const stays = new AbortController().signal;

/** A cache, its clock, and a Graph that answers when the test says so. */
function arrange() {
  let seconds = 0;
  const cache = createProfileCache<string>(() => seconds * 1_000);
  const asked: { answer: (profile: string) => void; fail: (error: Error) => void; signal: AbortSignal }[] =
    [];
  const ask = async (signal: AbortSignal): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    signal.addEventListener("abort", () => reject(new Error("given up")));
    asked.push({ answer: resolve, fail: reject, signal });
    return promise;
  };
  const get = async (owner = ada, signal = stays): Promise<string> => cache.get(owner, ask, signal);
  const answeredWith = async (profile: string, owner = ada): Promise<string> => {
    const pending = get(owner);
    asked.at(-1)?.answer(profile);
    return pending;
  };
  const pass = (more: number): void => void (seconds += more);
  return { cache, asked, get, answeredWith, pass };
}

describe("a profile", () => {
  it("is asked for once, by callers at the same time and by those who come later", async () => {
    const { asked, get } = arrange();
    const together = Promise.all([get(), get(), get()]);
    asked[0]?.answer("Ada");
    expect(await together).toEqual(["Ada", "Ada", "Ada"]);
    expect(await get()).toBe("Ada");
    expect(asked).toHaveLength(1);
  });

  it("is asked for again after a minute", async () => {
    const { asked, get, answeredWith, pass } = arrange();
    await answeredWith("Ada");
    pass(59);
    expect(await get()).toBe("Ada");
    pass(1);
    expect(await answeredWith("Ada King")).toBe("Ada King");
    expect(asked).toHaveLength(2);
  });

  it("is asked for again when the roles have changed, wherever that was", async () => {
    const { asked, answeredWith } = arrange();
    await answeredWith("Ada");
    expect(await answeredWith("Ada, no longer auditor", { ...ada, roles: [] })).toContain("no longer");
    expect(await answeredWith("Ada, auditor again")).toContain("again");
    expect(asked).toHaveLength(3);
  });

  it("is asked for again when it was forgotten, also while the answer was still to come", async () => {
    const { cache, asked, get, answeredWith } = arrange();
    await answeredWith("Ada");
    cache.forget(ada.id);
    const underWay = get();
    cache.forget(ada.id);
    asked[1]?.answer("Ada, too late");
    expect(await underWay).toBe("Ada, too late");
    expect(await answeredWith("Ada King")).toBe("Ada King");
    expect(asked).toHaveLength(3);
  });

  it("is never another session's, in whatever order Graph answers", async () => {
    const { asked, get } = arrange();
    const owners = [ada, grace, ada, grace];
    const both = Promise.all(owners.map(async (owner) => get(owner)));
    asked[1]?.answer("Grace");
    await setImmediate();
    asked[0]?.answer("Ada");
    expect(await both).toEqual(["Ada", "Grace", "Ada", "Grace"]);
    expect(await Promise.all(owners.map(async (owner) => get(owner)))).toEqual(await both);
    expect(asked).toHaveLength(2);
  });

  it("of a thousand and first session takes the place of the oldest", async () => {
    const { asked, get, answeredWith } = arrange();
    const sessions = Array.from({ length: 1_001 }, (_, index) => ({ id: `session ${index}`, roles: [] }));
    for (const session of sessions) await answeredWith(session.id, session);
    expect(await get(sessions[1])).toBe("session 1");
    expect(await get(sessions[1_000])).toBe("session 1000");
    expect(await answeredWith("asked again", sessions[0])).toBe("asked again");
    expect(asked).toHaveLength(1_002);
  });
});

describe("a session that was asked for again", () => {
  it("is not the oldest any more", async () => {
    const { asked, get, answeredWith } = arrange();
    const sessions = Array.from({ length: 1_000 }, (_, index) => ({ id: `session ${index}`, roles: [] }));
    for (const session of sessions) await answeredWith(session.id, session);
    const promoted = { id: "session 0", roles: ["Auditor"] };
    await answeredWith("promoted", promoted);
    await answeredWith("Ada");
    expect(await get(promoted)).toBe("promoted");
    expect(asked).toHaveLength(1_002);
  });
});

describe("a failure", () => {
  it("goes to all who wait, as it is, and is not kept", async () => {
    const { asked, get, answeredWith } = arrange();
    const waiting = [get(), get()];
    const throttled = new GraphRequestError(429, "Microsoft Graph is throttling requests (429).");
    asked[0]?.fail(throttled);
    for (const each of waiting) await expect(each).rejects.toBe(throttled);
    expect(await answeredWith("Ada")).toBe("Ada");
    expect(asked).toHaveLength(2);
  });

  it("of an old request does not throw away what a new one has brought", async () => {
    const { cache, asked, get, answeredWith } = arrange();
    const old = get();
    cache.forget(ada.id);
    await answeredWith("Ada");
    asked[0]?.fail(new Error("late"));
    await expect(old).rejects.toThrow("late");
    expect(await get()).toBe("Ada");
  });
});

describe("a caller who leaves", () => {
  it("takes no other caller's answer along, not even the first caller's", async () => {
    const { asked, get } = arrange();
    const leaving = new AbortController();
    const first = get(ada, leaving.signal);
    const second = get();
    leaving.abort();
    await expect(first).rejects.toMatchObject({ name: "GraphRequestError", status: 0 });
    asked[0]?.answer("Ada");
    expect(await second).toBe("Ada");
  });

  it("ends the request when no other caller waits, and the next caller is not given its failure", async () => {
    const { asked, get, answeredWith } = arrange();
    const leaving = new AbortController();
    const only = get(ada, leaving.signal);
    asked[0]?.signal.addEventListener("abort", () => void (next = answeredWith("Ada")));
    let next: Promise<string> | undefined;
    leaving.abort();
    await expect(only).rejects.toThrow("ended before");
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(await next).toBe("Ada");
    expect(asked).toHaveLength(2);
  });

  it("has left already when the call begins: nothing is asked for in vain", async () => {
    const { asked, get } = arrange();
    await expect(get(ada, AbortSignal.abort())).rejects.toThrow("ended before");
    expect(asked[0]?.signal.aborted ?? true).toBe(true);
  });
});
