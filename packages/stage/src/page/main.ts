import { render } from "lit-html";
import type { Recording } from "../protocol.ts";
import {
  createApp,
  goOn,
  isAtEnd,
  leaveReplay,
  paneOf,
  pause,
  replay,
  sceneOf,
  selectedItem,
  setFilter,
  show,
  showNewPlay,
  step,
  timelineOf,
} from "./app.ts";
import { barView, tabsView } from "./bar-view.ts";
import { detailView } from "./detail-view.ts";
import { followKeys } from "./keys.ts";
import { openLink, type Post } from "./link.ts";
import { drawList, revealSelected } from "./list-view.ts";
import type { Item } from "./model.ts";
import { applyLook, readLook } from "./look.ts";
import { emptyView, element } from "./parts.ts";
import { createSideActions } from "./side-actions.ts";
import { sideView, type Wanted } from "./side-view.ts";
import { followPlay, theatreView } from "./theatre-view.ts";

/** The time between two lines of a playing recording: enough to read one sentence. */
const paceMs = 1_500;

const app = createApp();
const look = readLook();
const wanted: Wanted = { user: "ada", server: "remote", generation: "2026-07-28" };
const parts = {
  lanes: element("lanes"),
  list: element("list"),
  runway: element("runway"),
  rows: element("rows"),
};
let post: Post = async () => undefined;
let isPainting = false;
let isPaintingList = false;

function say(text: string): void {
  app.said = text;
  paint();
}

/** Draws all changes together in the next frame. */
function paint(): void {
  if (isPainting) return;
  isPainting = true;
  requestAnimationFrame(() => {
    isPainting = false;
    draw();
  });
}

/** Draws only the rows, after a scroll. */
function paintList(): void {
  if (isPainting || isPaintingList) return;
  isPaintingList = true;
  requestAnimationFrame(() => {
    isPaintingList = false;
    drawList(app, parts, selectItem);
  });
}

function draw(): void {
  render(barView(app, look, barActions), element("bar"));
  render(
    tabsView(app, (view) => (show(app, view), paint())),
    element("tabs"),
  );
  render(sideView(app, wanted, sideActions), element("side"));
  render(emptyView(app), element("empty"));
  drawTheatre();
  element("said").textContent = app.said;
  drawDetail();
  drawLayout();
  drawList(app, parts, selectItem);
}

function drawTheatre(): void {
  const theatre = element("theatre");
  theatre.hidden = app.filter.play === null;
  render(
    theatreView(app, selectItem, () => barActions.filter({ play: null })),
    theatre,
  );
  const { items, shown } = sceneOf(app);
  if (app.filter.play !== null) followPlay(theatre, items[shown - 1]);
}

function drawLayout(): void {
  const { dataset } = element("layout");
  dataset["view"] = app.view;
  dataset["pane"] = paneOf(app);
  dataset["mode"] = app.state === undefined ? "alone" : "served";
}

function drawDetail(): void {
  const item = selectedItem(app);
  const detail = element("detail");
  detail.hidden = item === undefined;
  if (item === undefined) return;
  const story = item.kind === "hop" ? (item.hop.story ?? "") : "";
  const storyNumber = sceneOf(app).stories.get(story)?.number;
  render(detailView({ item, storyNumber, hasSources: app.link !== "offline", close }), detail);
}

function selectItem({ key }: Item): void {
  select(key);
}

function select(key: string): void {
  if (app.selected !== key) element("detail").scrollTop = 0;
  app.selected = key;
  app.view = "detail";
  app.isFollowing = false;
  paint();
}

function close(): void {
  app.selected = undefined;
  app.view = "stage";
  parts.list.focus();
  paint();
}

/** Draws after a key or a button has moved the selection. */
function afterMove(): void {
  draw();
  revealSelected(app, parts);
  paint();
}

const barActions = {
  pause: () => (pause(app), paint()),
  goOn: () => (goOn(app), paint()),
  play: () => {
    if (isAtEnd(app)) app.heldAt = timelineOf(app).items().at(0);
    app.isPlaying = true;
    paint();
  },
  step: (direction: 1 | -1) => {
    if (app.heldAt === undefined) pause(app);
    step(app, direction);
    afterMove();
  },
  filter: (filter: Parameters<typeof setFilter>[1]) => (setFilter(app, filter), paint()),
  leaveReplay: () => (leaveReplay(app), paint()),
  toggleSize: () => {
    look.size = look.size === "large" ? "normal" : "large";
    applyLook(look);
    paint();
  },
  setTheme: (theme: string) => {
    look.theme = theme;
    applyLook(look);
    paint();
  },
};

const sideActions = createSideActions({
  post: async (path, body) => post(path, body),
  app,
  wanted,
  say,
  paint,
});

setInterval(() => {
  if (!app.isPlaying) return;
  if (!step(app, 1)) app.isPlaying = false;
  afterMove();
}, paceMs);

parts.list.addEventListener("scroll", () => {
  const { scrollTop, scrollHeight, clientHeight } = parts.list;
  const isAtLatest = scrollTop + clientHeight >= scrollHeight - 4;
  // The button that leads back to the latest line comes and goes.
  if (isAtLatest === app.isFollowing) paintList();
  else paint();
  app.isFollowing = isAtLatest;
});
addEventListener("resize", paint);
followKeys(app, parts.list, { afterMove, close, step: barActions.step });
applyLook(look);
start();

/** An exported page contains its recording. A served page connects to the stage. */
function start(): void {
  const embedded = document.getElementById("recording");
  if (embedded !== null) {
    const recording: Recording = JSON.parse(embedded.textContent);
    app.link = "offline";
    replay(app, recording);
    goOn(app);
  } else connect();
  selectFromAddress();
  paint();
}

function connect(): void {
  post = openLink({
    hello: ({ state }) => {
      app.link = "live";
      app.state = state;
      paint();
    },
    entries: (run, entries) => {
      app.live.add(run, entries);
      showNewPlay(app, entries.notes);
      selectFromAddress();
      paint();
    },
    state: (state) => {
      app.state = state;
      paint();
    },
    lost: () => {
      app.link = "lost";
      paint();
    },
  });
}

/** `#hop-12` opens the stage at that hop. */
function selectFromAddress(): void {
  const id = /^#hop-(\d+)$/.exec(location.hash)?.[1];
  if (id === undefined || app.selected !== undefined) return;
  const item = timelineOf(app)
    .items()
    .find((each) => each.kind === "hop" && String(each.hop.id) === id);
  if (item === undefined) return;
  history.replaceState(null, "", location.pathname);
  select(item.key);
  afterMove();
}
