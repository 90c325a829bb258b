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
  showNewPlay,
  step,
} from "../src/page/app.ts";
import { readPlay } from "../src/page/play-model.ts";
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

describe("the play of an attack", () => {
  const side = (name: "weakened" | "ours") => ({ play: { id: "a", side: name } });
  const note = (
    id: number,
    part: "title" | "act" | "got" | "removed",
    text: string,
    of: "weakened" | null,
  ) => ({
    id,
    at: sampleHop(id).at,
    text,
    play: { id: "a", side: of, part, code: null, source: null, page: null },
  });

  function appWithPlay() {
    const app = appWith([1], [3, side("weakened")], [5, side("weakened")], [7, side("ours")]);
    const notes = [
      note(2, "title", "A code is stolen", null),
      note(3, "removed", "The check", "weakened"),
      note(4, "act", "The attacker exchanges it", "weakened"),
      note(6, "got", "A session", "weakened"),
    ];
    app.live.add("run", { hops: [], notes });
    return app;
  }

  it("is not among the other hops, and has a place of its own", () => {
    const app = appWithPlay();
    expect(shownIds(app)).toEqual([1]);
    expect(sceneOf(app).plays).toEqual([{ id: "a", title: "A code is stolen" }]);
    setFilter(app, { play: "a" });
    expect(sceneOf(app).items).toHaveLength(7);
  });

  it("has for each server what is changed, that the honest use works, what the attacker does, and the outcome", () => {
    const app = appWithPlay();
    setFilter(app, { play: "a" });
    const { title, sides } = readPlay(sceneOf(app).items);
    expect(title?.note.text).toBe("A code is stolen");
    const { changes, before, attack, outcome } = sides.weakened;
    expect(changes.map((each) => each.note.text)).toEqual(["The check"]);
    expect(before.map(({ order }) => order)).toEqual([3]);
    expect(attack.map(({ order }) => order)).toEqual([4, 5]);
    expect(outcome?.note.text).toBe("A session");
    expect(sides.ours).toMatchObject({ before: [{ order: 7 }], attack: [], outcome: undefined });
  });

  it("is shown at once on the page that has started it, and on no other page", () => {
    const [here, elsewhere] = [appWithPlay(), appWithPlay()];
    here.awaitsPlay = true;
    const notes = [note(8, "title", "Another", null)];
    for (const app of [here, elsewhere]) showNewPlay(app, notes);
    expect([here.filter.play, elsewhere.filter.play]).toEqual(["a", null]);
    setFilter(here, { play: null });
    showNewPlay(here, notes);
    expect(here.filter.play).toBeNull();
  });

  it("is stepped through as the other hops are", () => {
    const app = appWithPlay();
    setFilter(app, { play: "a" });
    pause(app);
    step(app, -1);
    step(app, -1);
    const { items, shown } = sceneOf(app);
    expect(readPlay(items.slice(0, shown)).sides.weakened.outcome).toBeUndefined();
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
