import { createMemoryStore } from "@mcp-entra/auth-core";
import { beforeEach, describe, expect, it } from "vitest";
import { sealed } from "../../../test/support/sealed.ts";
import { type Approvals, type ApprovalsOptions, createApprovals } from "./approvals.ts";

const minute = 60_000;
const week = 7 * 24 * 60 * minute;
let clock = { now: 0 };
let approvals: Approvals;
let inner = createMemoryStore();

const open = (options: Partial<ApprovalsOptions> = {}): Approvals =>
  createApprovals(sealed(inner), {
    tenantId: "tenant",
    sessionSeconds: week / 1_000,
    now: () => clock.now,
    ...options,
  });
const signIn = async (sessionId: string, clientId = "client", scopes = ["User.Read"]) =>
  approvals.record({ userId: "ada", clientId, clientName: "A client", scopes, sessionId });

beforeEach(() => {
  clock = { now: 1_000 };
  inner = createMemoryStore(() => clock.now);
  approvals = open();
});

describe("what a user has approved", () => {
  it("says what, for whom, since when, and when it was last used", async () => {
    await signIn("first");
    clock.now += 11 * minute;
    expect(await approvals.touch("ada", "client", "first")).toBe(true);
    expect(await approvals.list("ada")).toEqual([
      {
        clientId: "client",
        clientName: "A client",
        scopes: ["User.Read"],
        firstApprovedAt: 1_000,
        approvedAt: 1_000,
        usedAt: 1_000 + 11 * minute,
        sessions: [{ id: "first", endsAt: 1_000 + week }],
        ending: [],
        isOver: false,
      },
    ]);
  });

  it("is one entry a client, with everything that its living sessions may", async () => {
    await signIn("first", "client", ["User.Read", "Mail.Send"]);
    clock.now += minute;
    await signIn("second");
    const [approval, ...others] = await approvals.list("ada");
    expect(others).toEqual([]);
    expect(approval).toMatchObject({
      scopes: ["User.Read", "Mail.Send"],
      firstApprovedAt: 1_000,
      approvedAt: 1_000 + minute,
    });
    clock.now += week;
    await signIn("third");
    expect((await approvals.list("ada"))[0]).toMatchObject({
      scopes: ["User.Read"],
      sessions: [{ id: "third" }],
    });
  });

  it("lists the client that was used last first", async () => {
    await signIn("first", "one");
    await signIn("second", "two");
    clock.now += 11 * minute;
    await approvals.touch("ada", "one", "first");
    expect((await approvals.list("ada")).map(({ clientId }) => clientId)).toEqual(["one", "two"]);
  });

  it("loses nothing when several sign-ins end at the same time", async () => {
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => signIn(`session ${index}`, `client ${index % 2}`)),
    );
    const listed = await approvals.list("ada");
    expect(listed.flatMap(({ sessions }) => sessions)).toHaveLength(10);
  });

  it("covers only its own sessions", async () => {
    await signIn("first");
    expect(await approvals.covers("ada", "client", "first")).toBe(true);
    expect(await approvals.covers("ada", "client", "second")).toBe(false);
    expect(await approvals.covers("ada", "other", "first")).toBe(false);
    expect(await approvals.covers("grace", "client", "first")).toBe(false);
  });

  it("is gone when it is taken back; that a client was used since does not bring it back", async () => {
    await signIn("first");
    await signIn("other", "other");
    expect(await approvals.takeBack("ada", "client")).toBe(true);
    expect(await approvals.touch("ada", "client", "first")).toBe(false);
    expect(await approvals.covers("ada", "client", "first")).toBe(false);
    expect((await approvals.list("ada")).map(({ clientId }) => clientId)).toEqual(["other"]);
    expect(await approvals.takeBack("ada", "client")).toBe(false);
  });

  it("remembers the sessions that have to end until each of them has", async () => {
    await signIn("first");
    await signIn("second");
    await approvals.takeBack("ada", "client");
    const ended: string[] = [];
    const end = async (id: string): Promise<void> => {
      if (id === "first" && ended.length < 2) throw new Error("The store is away.");
      ended.push(id);
    };
    await expect(approvals.settle("ada", end)).rejects.toThrow("away");
    // A new sign-in with the same client is another approval.
    await signIn("third");
    ended.push("meanwhile");
    await approvals.settle("ada", end);
    await approvals.settle("ada", end);
    expect(ended).toEqual(["second", "meanwhile", "first"]);
    expect(await approvals.touch("ada", "client", "third")).toBe(true);
  });

  it("belongs to a user of one tenant", async () => {
    await signIn("first");
    expect(await open({ tenantId: "another" }).list("ada")).toEqual([]);
  });

  it("names neither user, client nor session in the store", async () => {
    await signIn("the-session-id", "the-client");
    const records = await Array.fromAsync(inner.records());
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toMatch(/ada|the-client|the-session-id/);
  });
});

describe("its size", () => {
  /** Lists the sessions to end, and ends them. */
  const ended = async (): Promise<string[]> => {
    const ids: string[] = [];
    await approvals.settle("ada", async (id) => void ids.push(id));
    return ids;
  };

  it("is fifty sessions a client: one more ends the oldest", async () => {
    for (let index = 0; index < 50; index += 1) await signIn(`session ${index}`);
    expect(await ended()).toEqual([]);
    await signIn("one more");
    expect(await approvals.covers("ada", "client", "session 0")).toBe(false);
    expect(await ended()).toEqual(["session 0"]);
    expect(await ended()).toEqual([]);
  });

  it("is two hundred sessions a user: one more ends one of the client that was used longest ago", async () => {
    for (let index = 0; index < 200; index += 1) await signIn(`session ${index}`, `client ${index % 5}`);
    expect(await ended()).toEqual([]);
    await signIn("one more", "client 4");
    expect(await ended()).toEqual(["session 0"]);
  });

  it("is a hundred clients a user: one more ends the one that was used longest ago", async () => {
    for (let index = 0; index < 100; index += 1) await signIn(`session ${index}`, `client ${index}`);
    await signIn("one more", "one more");
    expect(await approvals.list("ada")).toHaveLength(100);
    expect(await ended()).toEqual(["session 0"]);
  });
});
