import { tmpdir } from "node:os";
import { createRecorder, type Recorder, type Recording } from "@mcp-entra/workshop/recording";
import { attacks } from "@mcp-entra/workshop/weakening/play";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pieces } from "../src/theatre/pieces.ts";
import { createTheatre, type Theatre } from "../src/theatre/theatre.ts";
import { isRunning } from "./support/is-running.ts";

interface Stage {
  recorder: Recorder;
  theatre: Theatre;
  /** The process of the weakened server, as its warning on stderr names it. */
  weakened: () => number;
  warned: () => string;
}

function openTheatre(): Stage {
  const recorder = createRecorder({ now: Date.now });
  let warned = "";
  const theatre = createTheatre({
    recorder,
    changed: () => undefined,
    folder: tmpdir(),
    warn: (text) => void (warned += text),
  });
  const weakened = (): number => Number(/WEAKENED ON PURPOSE.* It is process (\d+)\./.exec(warned)?.[1]);
  return { recorder, theatre, weakened, warned: () => warned };
}

let stage: Stage;
beforeEach(() => {
  stage = openTheatre();
});
afterEach(async () => stage.theatre.close());

const notesOf = ({ notes }: Recording, side: string | null) =>
  notes.filter(({ play }) => play?.side === side).map(({ text, play }) => Object.assign({ text }, play));

describe("a stolen code, on the stage", () => {
  let said: string;
  let recording: Recording;
  beforeAll(async () => {
    const { theatre, recorder } = openTheatre();
    said = await theatre.play("code-stolen");
    recording = recorder.recording();
  });

  it("gets tokens from the weakened server, and nothing from ours", () => {
    expect(said).toContain("The attacker got a session as Ada Lovelace. Our server refused the attack");
    expect(notesOf(recording, null)).toMatchObject([
      { part: "title", page: expect.stringMatching(/^docs\/threat-model\.md:\d+$/) },
      { part: "goal", text: expect.stringContaining("The attacker wants") },
    ]);
    const source = expect.stringMatching(
      /^packages\/remote-server\/src\/auth\/sessions\/redeem-code\.ts:\d+$/,
    );
    const code = expect.stringContaining("challengeOf(codeVerifier) !== grant.codeChallenge");
    const weakened = notesOf(recording, "weakened");
    expect(weakened.at(0)).toMatchObject({ part: "removed", code, source });
    expect(weakened.at(-1)).toMatchObject({
      part: "got",
      text: "The attacker got a session as Ada Lovelace.",
    });
    expect(notesOf(recording, "ours").at(-1)).toMatchObject({
      part: "refused",
      text: expect.stringContaining("(invalid_grant), by this check: The verifier matches the challenge."),
      code,
      source,
    });
  });

  it("is the same request at both servers, and only its answer is different", () => {
    const { hops } = recording;
    expect(hops.every(({ play }) => play !== null)).toBe(true);
    const redemptions = hops.filter(({ from, url }) => from === "attacker" && url.endsWith("/token"));
    expect(redemptions.map(({ play, response, error }) => [play?.side, response.status, error])).toEqual([
      ["weakened", 200, null],
      ["ours", 400, "invalid_grant"],
    ]);
    expect(hops.filter(({ from, to }) => from === "browser" && to === "client")).toHaveLength(4);
  });

  it("is shown without a secret: neither the code, nor the tokens that the attacker gets", () => {
    const shown = JSON.stringify(recording);
    expect(shown).toContain("code=[code");
    expect(shown).toContain('\\"access_token\\":\\"[access token');
    expect(shown).not.toMatch(/(?<![\w-])[\w-]{22}\.[\w-]{43}(?![\w-])/);
    expect(shown).not.toContain("workshop-only-not-");
  });
});

describe("an attack on the stage", () => {
  it("is played against a server that takes Entra's tokens, too", async () => {
    const { theatre, recorder } = stage;
    expect(await theatre.play("forged-token")).toBe(
      "The attacker got the tools, as the victim. Our server refused the attack (401), by this check: The signature is valid.",
    );
    const attackers = recorder.recording().hops.filter(({ from }) => from === "attacker");
    const statuses = (side: string) =>
      new Set(attackers.filter(({ play }) => play?.side === side).map(({ response }) => response.status));
    expect([statuses("weakened"), statuses("ours")]).toEqual([new Set([200]), new Set([401])]);
  });

  it("ends its weakened server, which has warned of itself, before ours is attacked", async () => {
    const { theatre, recorder, weakened, warned } = stage;
    let wasRunning: boolean | undefined;
    recorder.subscribe(0, (event) => {
      if ("note" in event && event.note.play?.side === "ours") wasRunning ??= isRunning(weakened());
    });
    await theatre.play("open-redirect");
    expect(warned()).toMatch(
      /^WARNING: WEAKENED ON PURPOSE, .* lacks the defences 50\. It is process \d+\.\n$/,
    );
    expect(wasRunning).toBe(false);
  });

  it("ends its weakened server when the stage ends in the middle", async () => {
    const { theatre, weakened } = stage;
    const playing = theatre.play("open-redirect");
    await expect.poll(weakened).toBeGreaterThan(0);
    expect(isRunning(weakened())).toBe(true);
    await theatre.close();
    expect(isRunning(weakened())).toBe(false);
    await expect(playing).rejects.toThrow("The stage has ended.");
    await expect(theatre.play("open-redirect")).rejects.toThrow("The stage has ended.");
  });

  it("is one at a time, and has to be one of the eight", async () => {
    const { theatre } = stage;
    const playing = theatre.play("open-redirect");
    await expect(theatre.play("mix-up")).rejects.toThrow("Another attack is being played.");
    await expect(theatre.play("phishing")).rejects.toThrow("There is no attack “phishing”.");
    await theatre.close();
    await expect(playing).rejects.toThrow("The stage has ended.");
  });
});

describe("the attacks", () => {
  it("are the eight of the theatre, and each says what is taken out", () => {
    const views = stage.theatre.views();
    expect(views).toHaveLength(8);
    for (const { goal, page, defence } of views) {
      expect(goal).toMatch(/want/);
      expect(page).toMatch(/^docs\/threat-model\.md:\d+$/);
      expect(defence.code).not.toBe("");
    }
  });

  it.each(pieces)(
    "$id: the one defence alone stops this attempt, as `pnpm prove` shows",
    ({ attack, attempt, without }) => {
      const found = attacks
        .find(({ number }) => number === attack)
        ?.attempts.find(({ name }) => name === attempt);
      expect(found?.stoppedBy).toContainEqual([without]);
    },
  );
});
