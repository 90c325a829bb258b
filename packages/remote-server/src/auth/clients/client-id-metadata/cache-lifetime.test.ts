import { describe, expect, it } from "vitest";
import { cacheSeconds } from "./cache-lifetime.ts";

const url = new URL("https://client.example/document.json");
const minute = 60;
const hour = 60 * minute;

describe("a document is used without asking again", () => {
  it.each<[string, Record<string, string>, number]>([
    ["for as long as its server says", { "cache-control": "max-age=600" }, 10 * minute],
    ["less what it has spent in other caches", { "cache-control": "max-age=600", age: "300" }, 5 * minute],
    ["for a minute when its server says nothing", {}, minute],
    ["for a minute when its server forbids it", { "cache-control": "no-store" }, minute],
    ["for a minute when that is longer", { "cache-control": "max-age=1" }, minute],
    ["for an hour at most", { "cache-control": "max-age=31536000, immutable" }, hour],
    ["for a minute when the header makes no sense", { "cache-control": "max-age=-5, banana" }, minute],
  ])("%s", (_case, headers, seconds) => {
    expect(cacheSeconds(url, headers)).toBe(seconds);
  });
});
