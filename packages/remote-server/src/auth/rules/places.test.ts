import { createMemoryStore } from "@mcp-entra/auth-core";
import { expect, it } from "vitest";
import { createPlaces, withPlaces } from "./places.ts";

const options = { kind: "question", count: 100, ttlSeconds: 60 };

async function keysIn(store: ReturnType<typeof createMemoryStore>, kind: string): Promise<string[]> {
  const records = await Array.fromAsync(store.records());
  return records.map(({ key }) => key).filter((key) => key.startsWith(kind));
}

it("records that are set in a bounded store are never more than there are places", async () => {
  const inner = createMemoryStore();
  const store = withPlaces(inner, createPlaces(inner, options));
  for (let count = 0; count < 1_000; count += 1) await store.set(`question:${count}`, "value", 60);
  const left = await keysIn(inner, "question:");
  expect(left.length).toBeGreaterThan(90);
  expect(left.length).toBeLessThanOrEqual(100);
  expect(await inner.get("question:999")).toBe("value");
});

it("records that are set at the same time are not more either", async () => {
  const inner = createMemoryStore();
  const store = withPlaces(inner, createPlaces(inner, options));
  const setAtOnce = async (first: number) =>
    Promise.all(
      Array.from({ length: 50 }, async (_, index) => store.set(`question:${first + index}`, "value", 60)),
    );
  for (let count = 0; count < 1_000; count += 50) await setAtOnce(count);
  const left = await keysIn(inner, "question:");
  expect(left.length).toBeGreaterThan(90);
  expect(left.length).toBeLessThanOrEqual(100);
});

it("a record that is set again stays, also where no place is free", async () => {
  const inner = createMemoryStore();
  const store = withPlaces(inner, createPlaces(inner, { ...options, count: 1 }));
  await store.set("question:first", "value", 60);
  await store.set("question:first", "another", 60);
  expect(await inner.get("question:first")).toBe("another");
});

it("a claim also ends if its place was tampered with", async () => {
  const inner = createMemoryStore();
  const tampered = { ...inner, get: async () => undefined };
  const places = createPlaces(tampered, { ...options, count: 1 });
  expect(await places.claim("question:first")).toBeUndefined();
  expect(await places.claim("question:second")).toBeUndefined();
});

it("as long as half of the places are free, hardly any record goes for another", async () => {
  const inner = createMemoryStore();
  const store = withPlaces(inner, createPlaces(inner, options));
  for (let count = 0; count < 50; count += 1) await store.set(`question:${count}`, "value", 60);
  expect((await keysIn(inner, "question:")).length).toBeGreaterThanOrEqual(48);
});

it("a record that has left its place displaces no other, and its place is free again", async () => {
  const inner = createMemoryStore();
  const places = createPlaces(inner, { ...options, count: 1 });
  const store = withPlaces(inner, places);
  await store.set("question:used", "value", 60);
  await places.leave("question:used");
  await places.leave("question:unknown");
  await store.set("question:next", "value", 60);
  await store.set("question:last", "value", 60);
  expect((await keysIn(inner, "question:")).toSorted()).toEqual(["question:last", "question:used"]);
});

it("places are of one kind: questions take none from clients", async () => {
  const inner = createMemoryStore();
  const clients = createPlaces(inner, { ...options, kind: "client", count: 1 });
  const questions = createPlaces(inner, { ...options, count: 1 });
  expect(await clients.claim("client:first")).toBeUndefined();
  expect(await questions.claim("question:first")).toBeUndefined();
  expect(await clients.claim("client:second")).toBe("client:first");
});

it("a place ends with its record", async () => {
  let now = 0;
  const inner = createMemoryStore(() => now);
  const places = createPlaces(inner, { ...options, count: 1 });
  expect(await places.claim("question:first")).toBeUndefined();
  now = 60_000;
  expect(await places.claim("question:second")).toBeUndefined();
  expect(await places.claim("question:third")).toBe("question:second");
});
