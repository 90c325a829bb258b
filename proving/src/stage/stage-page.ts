import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { screenshots } from "../support/browser.ts";
import { type Program, start } from "../support/programs.ts";

export interface RunningStage extends Program {
  url: string;
}

/** `pnpm demo:live`. It opens no browser. */
export async function startStage(...options: string[]): Promise<RunningStage> {
  const program = await start("stage", ["--no-open", ...options], process.env, /^http:/);
  return { ...program, url: program.line };
}

const tellSecrets = new URL("tell-secrets.ts", import.meta.url).href;

/**
 * The same, with its own folder for temporary files, where it finds the recording of a killed stage. The secrets that pass through its process
 * are in `secrets.json` there.
 */
export async function stageIn(temporary: string, ...options: string[]): Promise<RunningStage> {
  const env = {
    ...process.env,
    TMPDIR: temporary,
    NODE_OPTIONS: `--import=${tellSecrets}`,
    SEEN_SECRETS_FILE: join(temporary, "secrets.json"),
  };
  const program = await start("stage", ["--no-open", ...options], env, /^http:/);
  return { ...program, url: program.line };
}

/** The actions of the person at the stage. */
export interface StagePage {
  page: Page;
  connect(user: string, server: RegExp, version?: string): Promise<void>;
  callTool(title: string, tool: string, outcome: RegExp): Promise<void>;
  playSwitch(id: string, outcome: RegExp): Promise<void>;
  undoSwitch(id: string): Promise<void>;
  /** Waits until the line under the title has these words. */
  says(words: RegExp): Promise<void>;
  /** The number of lines that the page has. */
  lines(): Promise<number>;
  /** The number of lines that it shows. */
  shown(): Promise<number>;
}

/** A long limit, for busy machines. No proof here checks a duration. */
export const patience = { timeout: 60_000, interval: 50 };

const tab = (page: Page, name: string) => page.locator("#tabs").getByRole("button", { name, exact: true });

export function stagePage(page: Page): StagePage {
  const says = async (words: RegExp): Promise<void> => {
    await expect.poll(async () => page.getByRole("status").textContent(), patience).toMatch(words);
  };
  const openSwitch = async (id: string) => {
    await tab(page, "What if").click();
    const card = page.locator(`[data-what-if="${id}"]`);
    if ((await card.getAttribute("open")) === null) await card.locator("summary").click();
    return card;
  };
  return {
    page,
    says,
    connect: async (user, server, version) => {
      await tab(page, "Act").click();
      await page.getByRole("group", { name: "Who signs in?" }).getByLabel(user).check();
      await page.getByRole("group", { name: "To which MCP server?" }).getByLabel(server).check();
      if (version !== undefined)
        await page
          .getByRole("group", { name: "Which version of MCP?" })
          .getByLabel(version, { exact: true })
          .check();
      await page.getByRole("button", { name: "Connect", exact: true }).click();
    },
    callTool: async (title, tool, outcome) => {
      await tab(page, "Act").click();
      await page.getByRole("region", { name: title }).last().getByRole("button", { name: tool }).click();
      await says(outcome);
    },
    playSwitch: async (id, outcome) => {
      const card = await openSwitch(id);
      await card.getByRole("button", { name: /^Play it/ }).click();
      await says(outcome);
      await expect
        .poll(async () => card.getByRole("button", { name: /^Play it/ }).isEnabled(), patience)
        .toBe(true);
    },
    undoSwitch: async (id) => {
      const card = await openSwitch(id);
      const undo = card.locator("button:not(.primary)");
      await undo.click();
      await expect.poll(async () => undo.count(), patience).toBe(0);
    },
    shown: async () => Number(/\d+/.exec((await page.locator(".count").textContent()) ?? "")?.[0] ?? 0),
    lines: async () =>
      Number(/\d+(?= lines?)/.exec((await page.locator(".count").textContent()) ?? "")?.[0] ?? 0),
  };
}

/** Takes a picture of the page. @returns the findings of axe, and whether the page is wider than its window. */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  await page.screenshot({ path: join(screenshots, `stage-${name}.png`) });
  const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  const isTooWide = Number(await page.evaluate(overflow)) > 0;
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return [
    ...(isTooWide ? [`${name} is wider than the window`] : []),
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
  ];
}

/** The number of hops and notes in an exported page. */
export function linesIn(html: string): number {
  const text = /<script type="application\/json" id="recording">([^<]*)</.exec(html)?.[1] ?? "";
  const { hops, notes }: { hops: unknown[]; notes: unknown[] } = JSON.parse(text);
  return hops.length + notes.length;
}

/** The events that the stream has now. */
export async function streamed(url: string): Promise<string> {
  const abort = new AbortController();
  const response = await fetch(new URL("/events", url), { signal: abort.signal });
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes("event: entries") && text.endsWith("\n\n")) break;
  }
  abort.abort();
  return text;
}
