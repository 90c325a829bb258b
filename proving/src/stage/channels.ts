import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Recording } from "../../../packages/workshop/src/recording/hop.ts";
import { secretsWithin } from "../recording/seen-secrets.ts";

/** Everything that a stage sends or stores, by the way on which it leaves the stage. */
export type Channels = Record<string, string>;

export interface StreamWatch {
  /** All bytes of the stream of events so far, with each state of each hop. */
  text: () => string;
  close(): void;
}

/** Reads the stream of events, as a page does. */
export async function watchStream(url: string): Promise<StreamWatch> {
  const abort = new AbortController();
  const response = await fetch(new URL("/events", url), { signal: abort.signal });
  const chunks: string[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) chunks.push(chunk);
  };
  // It ends with the stage, or with this watch.
  void read().catch(() => undefined);
  return { text: () => chunks.join(""), close: () => abort.abort() };
}

export interface ChannelOptions {
  url: string;
  stream: StreamWatch;
  page: Page;
  /** What the page has held at earlier times. */
  pages: readonly string[];
  /** The folder for temporary files of the stage. */
  temporary: string;
}

/** @returns `planted`: a value that is no secret, and that was sent through the stage, so that it is in each channel. */
export async function channelsOf(options: ChannelOptions): Promise<{ channels: Channels; planted: string }> {
  const { url, stream, page, pages, temporary } = options;
  const planted = await plant(url, page);
  const exported = async (file: string): Promise<string> =>
    (await fetch(new URL(`/export/${file}`, url))).text();
  const folder = readdirSync(temporary).find((name) => name.startsWith("mcp-entra-stage-")) ?? "";
  const html = await exported("stage.html");
  const channels = {
    "the stream of events": stream.text(),
    "the page": [...pages, await page.content()].join("\n"),
    // Without the scripts of the page, which are the same in each export.
    "the exported page": html.replaceAll(/data:text\/javascript;base64,[\w+/=]+/g, ""),
    "the exported recording": await exported("stage.json"),
    "the exported diagram": await exported("stage.mmd"),
    "the recording on the disk": readFileSync(join(temporary, folder, "recording.jsonl"), "utf8"),
  };
  return { channels, planted };
}

async function exportedRecording(url: string): Promise<Recording> {
  const recording: Recording = JSON.parse(await (await fetch(new URL("/export/stage.json", url))).text());
  return recording;
}

/** Opens the page at a hop to Graph. */
export async function openGraphHop(page: Page, url: string): Promise<void> {
  const { hops } = await exportedRecording(url);
  const hop = hops.find(({ to, tokens }) => to === "graph" && tokens.length > 0);
  await page.goto("about:blank");
  await page.goto(`${url}#hop-${hop?.id}`);
}

async function plant(url: string, page: Page): Promise<string> {
  const planted = `planted-${crypto.randomUUID()}`;
  const { hops } = await exportedRecording(url);
  const server = hops.find(({ from, to }) => from === "client" && to === "server");
  await fetch(new URL(`/${planted}`, server?.url));
  await page.reload();
  await page.getByText(planted).waitFor();
  return planted;
}

/** A signed JWT, a session token of ours, and the secrets of the mock. */
const shapes = [
  /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g,
  /(?<![\w-])[\w-]{22}\.[\w-]{43}(?![\w-])/g,
  /workshop-only-not-\w+/g,
];

/** @returns each channel that holds one of these values, or what looks like a token, with the beginning of it. */
export function secretsIn(channels: Channels, values: readonly string[]): string[] {
  return Object.entries(channels).flatMap(([channel, text]) =>
    [...secretsWithin(values, text), ...shapes.flatMap((shape) => text.match(shape) ?? [])].map(
      (value) => `${channel}: ${value.slice(0, 8)}…`,
    ),
  );
}
