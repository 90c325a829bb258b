import { describe, expect, it } from "vitest";
import {
  createApp,
  goOn,
  moveSelection,
  pause,
  replay,
  sceneOf,
  selectedItem,
  setFilter,
  step,
} from "../src/page/app.ts";
import { sampleHop, sampleRecording } from "./support/sample.ts";

const ada = "ada@mcpworkshop.onmicrosoft.com";
const grace = "grace@mcpworkshop.onmicrosoft.com";

function appWith(...hops: Parameters<typeof sampleHop>[]) {
  const app = createApp();
  app.live.add("run", { hops: hops.map((each) => sampleHop(...each)), notes: [] });
  return app;
}

function shownIds(app: ReturnType<typeof createApp>): number[] {
  const { items, shown } = sceneOf(app);
  return items.slice(0, shown).map(({ order }) => order);
}

describe("the timeline", () => {
  it("is in the order of time, however the hops come", () => {
    const app = appWith([3], [1]);
    app.live.add("run", { hops: [sampleHop(2)], notes: [] });
    expect(shownIds(app)).toEqual([1, 2, 3]);
  });

  it("replaces a hop that comes again, as it is corrected", () => {
    const app = appWith([1, { url: "http://localhost/?code=secret" }]);
    app.live.add("run", { hops: [sampleHop(1, { url: "http://localhost/?code=[code 1]" })], notes: [] });
    expect(sceneOf(app).all).toMatchObject([{ hop: { url: "http://localhost/?code=[code 1]" } }]);
  });

  it("keeps the hops of an earlier run when the stage was started again and counts from 1", () => {
    const app = appWith([1], [2]);
    app.live.add("another run", { hops: [sampleHop(1, { at: "2026-11-30T17:00:00.000Z" })], notes: [] });
    expect(shownIds(app)).toEqual([1, 2, 1]);
  });

  it("shows a note before the hops of its moment", () => {
    const app = appWith([1]);
    app.live.add("run", { hops: [], notes: [{ id: 0, at: sampleHop(1).at, text: "Now", play: null }] });
    expect(sceneOf(app).all.map(({ kind }) => kind)).toEqual(["note", "hop"]);
  });
});

describe("the filter", () => {
  const app = appWith(
    [1, { user: ada, story: "a" }],
    [2, { user: grace, story: "b" }],
    [3, { user: ada, story: "c" }],
  );

  it("shows the hops of one user, or of one flow", () => {
    setFilter(app, { user: ada });
    expect(shownIds(app)).toEqual([1, 3]);
    setFilter(app, { story: "c" });
    expect(shownIds(app)).toEqual([3]);
    setFilter(app, { user: null, story: null });
    expect(shownIds(app)).toEqual([1, 2, 3]);
  });

  it("offers the users and the flows that there are, numbered in the order of their beginning", () => {
    expect(sceneOf(app).users).toEqual([ada, grace]);
    expect([...sceneOf(app).stories.values()].map(({ number, user }) => [number, user])).toEqual([
      [1, ada],
      [2, grace],
      [3, ada],
    ]);
  });
});

describe("the player", () => {
  it("holds what is shown while new hops come, steps one by one, and goes on", () => {
    const app = appWith([1], [2]);
    pause(app);
    app.live.add("run", { hops: [sampleHop(3), sampleHop(4)], notes: [] });
    expect(shownIds(app)).toEqual([1, 2]);
    expect(step(app, 1)).toBe(true);
    expect(shownIds(app)).toEqual([1, 2, 3]);
    expect(selectedItem(app)?.order).toBe(3);
    step(app, -1);
    step(app, -1);
    expect(shownIds(app)).toEqual([1]);
    expect(step(app, -1)).toBe(false);
    goOn(app);
    expect(shownIds(app)).toEqual([1, 2, 3, 4]);
  });

  it("steps over what the filter hides", () => {
    const app = appWith([1, { user: ada }], [2, { user: grace }], [3, { user: ada }]);
    setFilter(app, { user: ada });
    pause(app);
    step(app, -1);
    expect(shownIds(app)).toEqual([1]);
    step(app, 1);
    expect(shownIds(app)).toEqual([1, 3]);
  });

  it("begins a recording at its first line, and keeps what happens live", () => {
    const app = appWith([1], [2]);
    replay(app, sampleRecording([sampleHop(7), sampleHop(8)]));
    expect(shownIds(app)).toEqual([7]);
    goOn(app);
    expect(shownIds(app)).toEqual([7, 8]);
    expect(app.live.items()).toHaveLength(2);
  });
});

describe("the keyboard", () => {
  it("moves the selection by rows, and stays inside of the list", () => {
    const app = appWith([1], [2], [3]);
    const order = (): number | undefined => selectedItem(app)?.order;
    moveSelection(app, -1);
    expect(order()).toBe(3);
    moveSelection(app, -1);
    expect(order()).toBe(2);
    moveSelection(app, -Infinity);
    expect(order()).toBe(1);
    moveSelection(app, Infinity);
    expect(order()).toBe(3);
    moveSelection(app, 1);
    expect(order()).toBe(3);
  });
});
