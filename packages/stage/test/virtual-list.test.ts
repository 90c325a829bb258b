import { expect, it } from "vitest";
import { scrollTopFor, visibleRange } from "../src/page/virtual-list.ts";

const viewport = { height: 600, rowHeight: 80 };

it("renders the rows in sight and a few more, of ten thousand", () => {
  const { first, end } = visibleRange({ ...viewport, scrollTop: 400_000 }, 10_000);
  expect(first).toBeLessThanOrEqual(5_000);
  expect(end).toBeGreaterThanOrEqual(5_008);
  expect(end - first).toBeLessThan(40);
});

it.each([
  ["at the top", 0, 10_000],
  ["at the end", 10_000 * 80, 10_000],
  ["with one row", 0, 1],
  ["after a filter has left fewer rows than were scrolled past", 400_000, 3],
])("stays inside of the list %s", (_where, scrollTop, total) => {
  const { first, end } = visibleRange({ ...viewport, scrollTop }, total);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThan(first);
  expect(end).toBeLessThanOrEqual(total);
});

it("renders nothing where there is nothing", () => {
  expect(visibleRange({ ...viewport, scrollTop: 0 }, 0)).toEqual({ first: 0, end: 0 });
});

it("scrolls only as far as a row needs to be in sight", () => {
  const at = { ...viewport, scrollTop: 800 };
  expect(scrollTopFor(12, at)).toBe(800);
  expect(scrollTopFor(2, at)).toBe(160);
  expect(scrollTopFor(30, at)).toBe(31 * 80 - 600);
});
