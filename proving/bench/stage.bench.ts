import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import type { Hop } from "../../packages/workshop/src/recording/hop.ts";
import { launchBrowser } from "../src/support/browser.ts";
import { findChromium } from "../src/support/find-chromium.ts";
import { stop } from "../src/support/programs.ts";
import { median, print } from "./mcp-load.ts";

/**
 * The stage. A scroll over ten thousand hops is as smooth as a scroll over a hundred, because only the visible rows are rendered. And a
 * hop is on the page at most 200 ms after it was recorded. This includes the time of the browser and the driver. The first
 * paint takes at most a second.
 */
const program = join(import.meta.dirname, "../../packages/stage/src/main.ts");
const goals = { frameRatio: 1.5, hopMs: 200, firstPaintMs: 1_000 };
const few = 100;
const many = 10_000;

const chromiumPath = findChromium();
if (chromiumPath === undefined) {
  print("The stage was not measured: there is no Chromium. Get it with: apt-get install chromium");
} else {
  const { browser, close } = await launchBrowser(chromiumPath);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const small = await frameTime(page, few);
    const large = await frameTime(page, many);
    const ratio = large / small;
    print(
      `Scroll   95 % of frames take at most ${large.toFixed(1)} ms with ${many} hops, ${small.toFixed(1)} ms with ${few}: ratio ${ratio.toFixed(2)}, goal at most ${goals.frameRatio}`,
    );
    const hopMs = await hopTime(page);
    print(
      `A hop    is on the page ${hopMs.toFixed(0)} ms after it was recorded (median of 20), goal at most ${goals.hopMs}`,
    );
    const paint = await paintTimes(page);
    print(
      `Paint    the page is there ${paint.stage.toFixed(0)} ms after it was opened (median of 7, with ${few} hops), goal at most ${goals.firstPaintMs}; a page without scripts takes ${paint.plain.toFixed(0)} ms: ratio ${(paint.stage / paint.plain).toFixed(2)}`,
    );
    const isReached = ratio <= goals.frameRatio && hopMs <= goals.hopMs && paint.stage <= goals.firstPaintMs;
    process.exitCode = isReached ? 0 : 1;
  } finally {
    await close();
  }
}

interface Stage {
  child: ChildProcess;
  url: string;
}

async function follow(): Promise<Stage> {
  const child = spawn(process.execPath, [program, "--no-open", "--port", "0", "--follow", "Measured"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (child.stdout === null) throw new Error("The stage has no stdout.");
  const [url] = await once(createInterface({ input: child.stdout }), "line");
  return { child, url: String(url) };
}

/** @returns milliseconds that 95 % of the frames of a scroll from top to end and back take at most. */
async function frameTime(page: Page, count: number): Promise<number> {
  const stage = await follow();
  await page.goto(stage.url);
  for (let id = 1; id <= count; id += 1) stage.child.send({ sequence: id, hop: hop(id) });
  await page.getByText(`${count} lines`, { exact: true }).waitFor({ timeout: 120_000 });
  const frames = await page.evaluate<number[]>(`new Promise((resolve) => {
    const list = document.getElementById("list");
    const frames = [];
    const rounds = 180;
    let last = performance.now();
    const step = (now) => {
      frames.push(now - last);
      last = now;
      const way = Math.abs(1 - (frames.length / rounds) * 2);
      list.scrollTop = way * (list.scrollHeight - list.clientHeight);
      if (frames.length < rounds) requestAnimationFrame(step); else resolve(frames);
    };
    requestAnimationFrame(step);
  })`);
  await stop(stage);
  const sorted = frames.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}

async function hopTime(page: Page): Promise<number> {
  const stage = await follow();
  await page.goto(stage.url);
  await page.getByText("live", { exact: true }).waitFor();
  const times: number[] = [];
  for (let id = 1; id <= 20; id += 1) {
    const began = performance.now();
    const shown = page.locator(`[data-hop="${id}"]`).waitFor();
    stage.child.send({ sequence: id, hop: hop(id) });
    await shown;
    times.push(performance.now() - began);
  }
  await stop(stage);
  return median(times);
}

/** @returns milliseconds from the navigation to the first content, of the stage and of one of its pages that has no script, in turns. */
async function paintTimes(page: Page): Promise<{ stage: number; plain: number }> {
  const stage = await follow();
  for (let id = 1; id <= few; id += 1) stage.child.send({ sequence: id, hop: hop(id) });
  const plainUrl = new URL("/files/docs/lesson/tokens.md", stage.url).href;
  const times: Record<"stage" | "plain", number[]> = { stage: [], plain: [] };
  for (let round = 0; round < 7; round += 1) {
    times.stage.push(await firstPaint(page, stage.url));
    times.plain.push(await firstPaint(page, plainUrl));
  }
  await stop(stage);
  return { stage: median(times.stage), plain: median(times.plain) };
}

async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto("about:blank");
  await page.goto(url);
  return page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const paint = list.getEntriesByName("first-contentful-paint")[0];
      if (paint) resolve(paint.startTime);
    }).observe({ type: "paint", buffered: true });
  })`);
}

function hop(id: number): Hop {
  return {
    id,
    at: new Date(Date.UTC(2026, 0, 1) + id * 10).toISOString(),
    durationMs: 5,
    from: id % 3 === 0 ? "server" : "client",
    to: id % 3 === 0 ? "graph" : "server",
    transport: "http",
    method: "POST",
    url: "http://localhost:3001/mcp",
    request: { headers: { host: "localhost:3001", accept: "application/json" }, body: null },
    response: { status: 200, headers: { "content-type": "application/json" }, body: null },
    rpc: { method: "tools/call", id, tool: "getUserDetails", error: null },
    tokens: [],
    correlationId: null,
    story: `story-${Math.ceil(id / 40)}`,
    user: "ada@mcpworkshop.onmicrosoft.com",
    clientId: null,
    step: 5,
    why: "The client sends its token with each request, and the server checks it before anything else.",
    page: null,
    source: null,
    leak: null,
    error: null,
    play: null,
  };
}
