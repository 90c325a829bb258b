import type { Lane, Note, Recording, StageState } from "../protocol.ts";
import {
  compare,
  createTimeline,
  type Filter,
  filterItems,
  type Item,
  itemsOfPlay,
  lanesIn,
  shownCount,
  storiesIn,
  type Story,
  type Timeline,
  usersIn,
} from "./model.ts";
import { playsIn } from "./play-model.ts";

/** The panes beside the stage. */
type Pane = "act" | "what-if" | "attacks" | "keep";
/** A narrow page shows one of these at a time. */
export type View = "stage" | "detail" | Pane;
type Link = "connecting" | "live" | "lost" | "offline";

/** The state of the page. */
export interface App {
  readonly live: Timeline;
  /** Undefined in an exported page, which has no server. */
  state: StageState | undefined;
  link: Link;
  /** A recording that is shown in place of the live events. */
  replayed: { title: string; timeline: Timeline } | undefined;
  filter: Filter;
  /** The last item that is shown. Undefined: all items are shown, also new ones. */
  heldAt: Item | undefined;
  /** Whether the recording plays. */
  isPlaying: boolean;
  selected: string | undefined;
  /** Whether the list scrolls to new hops. */
  isFollowing: boolean;
  view: View;
  pane: Pane;
  /** An attack was started on this page. The page shows the play as soon as it begins. */
  awaitsPlay: boolean;
  /** The result of the last action. */
  said: string;
  /** See `sceneOf`. */
  scene: KeptScene | undefined;
}

export function createApp(): App {
  return {
    live: createTimeline(),
    state: undefined,
    link: "connecting",
    replayed: undefined,
    filter: { user: null, story: null, play: null },
    heldAt: undefined,
    isPlaying: false,
    selected: undefined,
    isFollowing: true,
    view: "stage",
    pane: "act",
    awaitsPlay: false,
    said: "",
    scene: undefined,
  };
}

export function timelineOf(app: App): Timeline {
  return app.replayed?.timeline ?? app.live;
}

export function show(app: App, view: View): void {
  app.view = view;
  if (view !== "stage" && view !== "detail") app.pane = view;
}

/** Without a live stage, only the pane “keep” is of use. */
export function paneOf({ pane, state }: App): Pane {
  return state?.mode === "live" ? pane : "keep";
}

/** Computed from the timeline, the filter, and `heldAt`. */
export interface Scene {
  /** All of the timeline, without the attacks that were played. */
  all: readonly Item[];
  /** The items that match the filter. */
  items: readonly Item[];
  /** How many of them are shown. */
  shown: number;
  stories: ReadonlyMap<string, Story>;
  users: readonly string[];
  lanes: readonly Lane[];
  plays: readonly { id: string; title: string }[];
}

interface KeptScene extends Scene {
  of: readonly unknown[];
}

/** Keeps the scene until a part of it changes: with ten thousand hops, to compute it for each frame is too slow. */
export function sceneOf(app: App): Scene {
  const timeline = timelineOf(app);
  const of = [timeline, timeline.version(), app.filter, app.heldAt];
  if (app.scene === undefined || of.some((part, index) => part !== app.scene?.of[index])) {
    const all = timeline.items();
    const items = filterItems(all, app.filter);
    const shown = shownCount(items, app.heldAt);
    const others = itemsOfPlay(all, null);
    app.scene = {
      all: others,
      items,
      shown,
      stories: storiesIn(others),
      users: usersIn(others),
      lanes: lanesIn(itemsOfPlay(all, app.filter.play)),
      plays: playsIn(all),
      of,
    };
  }
  return app.scene;
}

export function selectedItem(app: App): Item | undefined {
  return app.selected === undefined
    ? undefined
    : timelineOf(app)
        .items()
        .find(({ key }) => key === app.selected);
}

/** Holds the stage at what is shown now. */
export function pause(app: App): void {
  app.isPlaying = false;
  app.heldAt ??= timelineOf(app).items().at(-1);
}

/** Shows everything again. */
export function goOn(app: App): void {
  app.isPlaying = false;
  app.heldAt = undefined;
  app.isFollowing = true;
}

/** Moves one item on or back, and holds there. @returns whether there was such an item. */
export function step(app: App, direction: 1 | -1): boolean {
  const { items, shown } = sceneOf(app);
  const next = items[shown - 1 + direction];
  if (next === undefined) return false;
  app.heldAt = next;
  app.isFollowing = true;
  app.selected = next.key;
  return true;
}

/** Selects the item this many rows away from the selected one. Infinity selects the last. */
export function moveSelection(app: App, distance: number): void {
  const { items, shown } = sceneOf(app);
  const current = items.findIndex(({ key }) => key === app.selected);
  const start = current === -1 && distance < 0 ? shown : current;
  const target = items[Math.max(0, Math.min(shown - 1, start + distance))];
  if (target === undefined) return;
  app.selected = target.key;
  app.isFollowing = target === items[shown - 1];
}

/** Plays a recording from its beginning. */
export function replay(app: App, recording: Recording): void {
  const timeline = createTimeline();
  timeline.add("recording", {
    hops: recording.hops,
    notes: recording.notes.map((note, id) => ({ ...note, id })),
  });
  app.replayed = { title: recording.title, timeline };
  app.filter = { user: null, story: null, play: null };
  app.selected = undefined;
  app.heldAt = timeline.items().at(0);
  app.isPlaying = false;
}

export function leaveReplay(app: App): void {
  app.replayed = undefined;
  app.filter = { user: null, story: null, play: null };
  app.selected = undefined;
  goOn(app);
}

/** Changes the filter. An item that it hides does not stay selected. */
export function setFilter(app: App, filter: Partial<Filter>): void {
  app.filter = { ...app.filter, ...filter };
  const { items, shown } = sceneOf(app);
  const isVisible = items.slice(0, shown).some(({ key }) => key === app.selected);
  if (!isVisible) app.selected = undefined;
}

/** Whether all of a recording has been shown. */
export function isAtEnd(app: App): boolean {
  const last = sceneOf(app).items.at(-1);
  return app.heldAt === undefined || last === undefined || compare(app.heldAt, last) >= 0;
}

/** Shows the play of an attack that was begun here. */
export function showNewPlay(app: App, notes: readonly Note[]): void {
  const play = notes.find((note) => note.play?.part === "title")?.play;
  if (!app.awaitsPlay || play === undefined || play === null) return;
  app.awaitsPlay = false;
  setFilter(app, { play: play.id });
}
