import { recordConsole } from "@mcp-entra/workshop/attacks";
import { assert, test } from "vitest";
import { createProfileCache } from "#exercise/call-graph.ts";
import { startClock } from "./support/waiting.ts";

/** A cache, functions that use it, and the users whose profiles were read. */
function startCache(load = async (userId: string): Promise<string> => `profile of ${userId}`) {
  const { waiting } = startClock();
  const reads: string[] = [];
  const cache = createProfileCache(async (userId) => {
    reads.push(userId);
    return load(userId);
  }, waiting.now);
  const get = async (userId: string): Promise<string> =>
    cache.get(userId).catch((error: unknown) => `failed: ${String(error)}`);
  return {
    get,
    forget: (userId: string) => cache.forget(userId),
    reads,
    move: async (seconds: number) => waiting.sleep(seconds * 1_000),
  };
}

/** Reads that the test ends, in any order. */
function slowReads() {
  const ends: { resolve: (profile: string) => void; reject: (error: Error) => void }[] = [];
  const load = async (): Promise<string> =>
    new Promise((resolve, reject) => {
      ends.push({ resolve, reject });
    });
  return { load, ends };
}

/** Waits until all callbacks that are ready have run. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** The result of a read if it is available now, or “no answer”. */
async function byNow(read: Promise<string>): Promise<string> {
  return Promise.race([read, settle().then(() => "no answer")]);
}

test("[4.5] reads a profile once in five minutes", async () => {
  const { get, reads, move } = startCache();
  await get("ada");
  await move(299);
  await get("ada");
  const within = reads.length;
  await move(2);
  await get("ada");
  assert(
    within === 1 && reads.length === 2,
    "The cache read a profile again within five minutes, or never again. Keep it for five minutes by now(), which is in milliseconds, in createProfileCache.",
  );
});

test("[4.5] reads a profile again after five minutes, however often it was asked for", async () => {
  const { get, reads, move } = startCache();
  for (let minute = 0; minute < 12; minute += 1) {
    await get("ada");
    await move(60);
  }
  assert(
    reads.length >= 2,
    "A caller asked for a profile every minute, and the cache never read it again. A user would keep a role that an administrator removed. Count the five minutes from the read, and not from the last use, in createProfileCache.",
  );
});

test("[4.5] reads once for calls at the same time", async () => {
  const { load, ends } = slowReads();
  const { get, reads } = startCache(load);
  const both = [get("ada"), get("ada")];
  await settle();
  ends.forEach(({ resolve }) => resolve("profile of ada"));
  const profiles = await Promise.all(both.map(byNow));
  assert(
    profiles.join() === "profile of ada,profile of ada" && reads.length === 1,
    "Two calls at the same time read the same profile twice, or one got none. With many calls at the same time, Graph refuses the server. Keep the promise of the read, so that the second call waits for it, in createProfileCache.",
  );
});

test("[4.5] gives users their own profile, and none from before a sign-out", async () => {
  let version = 1;
  const { get, forget } = startCache(async (userId) => `${userId} ${version}`);
  const profiles = [await get("ada"), await get("grace"), await get("ada")];
  version = 2;
  forget("ada");
  // A user who has signed in nowhere, or has signed out twice.
  forget("alan");
  const after = [await get("ada"), await get("grace")];
  assert(
    profiles.join() === "ada 1,grace 1,ada 1",
    "A user got another user's profile. Keep each profile under the user's ID, in createProfileCache.",
  );
  assert(
    after[0] === "ada 2",
    "After forget, the cache still had the old profile. A user would keep roles that an administrator removed. Delete the entry, in forget of createProfileCache.",
  );
  assert(
    after[1] === "grace 1",
    "Another user signed out, and the cache read Grace's profile again. One user who signs out often would empty the cache for all. Delete only this user's entry, in forget of createProfileCache.",
  );
});

test("[4.5] keeps users apart whose ids are alike", async () => {
  const { get, forget, reads } = startCache();
  const ids = ["ada", "Ada", "ad", "adam", "ada ", "constructor", "__proto__", "toString", ""];
  for (const id of ids) await get(id);
  const profiles = await Promise.all(ids.map(get));
  forget("ada");
  await get("adam");
  assert(
    profiles.every((profile, index) => profile === `profile of ${ids[index]}`) && reads.length === ids.length,
    "Two users with similar IDs share a profile, or a user with an unusual ID got none. Use a Map with whole IDs as keys, in createProfileCache.",
  );
});

test("[4.5] reads a profile again when it could not be read", async () => {
  let calls = 0;
  const { get, move } = startCache(async (userId) => {
    calls += 1;
    if (calls !== 2) throw new Error("Graph is out of reach.");
    return userId;
  });
  const failed = await get("ada");
  const again = await get("ada");
  assert(
    failed.startsWith("failed") && again === "ada",
    "A read failed once, and the next call did not try again, or the first call did not fail. One failure would last five minutes. If a read fails, remove it from the cache and throw its error, in createProfileCache.",
  );
  await move(301);
  const expired = [await get("ada"), await get("ada")];
  assert(
    expired.every((answer) => answer.startsWith("failed")),
    "A profile was more than five minutes old, Graph refused to read it again, and the cache returned the old one. A user whose account is disabled keeps the old roles. Throw the error of the read, in createProfileCache.",
  );
});

test("[4.5] forgets a profile that is being read", async () => {
  const { load, ends } = slowReads();
  const { get, forget, reads } = startCache(load);
  const before = get("ada");
  await settle();
  forget("ada");
  ends[0]?.resolve("ada with all roles");
  await byNow(before);
  const after = get("ada");
  await settle();
  ends[1]?.resolve("ada without roles");
  assert(
    (await byNow(after)) === "ada without roles" && reads.length === 2,
    "Ada signed out during a read of her profile, and the cache kept this profile. She keeps her old roles for five minutes. Do not store a read that began before forget: compare the entry before you store, or keep the promise from the beginning, in createProfileCache.",
  );
});

test("[4.5] lets no old read replace a newer one", async () => {
  const { load, ends } = slowReads();
  const { get, forget } = startCache(load);
  const before = get("ada");
  await settle();
  forget("ada");
  const after = get("ada");
  await settle();
  ends[1]?.resolve("ada without roles");
  await byNow(after);
  ends[0]?.resolve("ada with all roles");
  await byNow(before);
  const kept = get("ada");
  await settle();
  ends[2]?.resolve("read a third time");
  assert(
    ["ada without roles", "read a third time"].includes(await byNow(kept)),
    "A read that began before the sign-out ended late, and replaced the profile of a later read. Compare the entry before you store, in createProfileCache.",
  );
});

test("[4.5] writes no profile into a log", async () => {
  const written = recordConsole();
  const { get, forget } = startCache(async () => "Ada Lovelace");
  await get("ada");
  await get("ada");
  forget("ada");
  assert(
    !written().join("\n").includes("Ada Lovelace"),
    "Your code wrote a profile to the console. A profile is personal data. Log that it was read, and not its content, in createProfileCache.",
  );
});
