import { createRecorder } from "@mcp-entra/workshop/recording";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedStage, serveStage } from "./support/served-stage.ts";

const recorder = createRecorder({ now: Date.now });
let stage: ServedStage;

beforeAll(async () => {
  stage = await serveStage(recorder);
});
afterAll(async () => stage.close());

const json = { "content-type": "application/json" };

describe("what is kept", () => {
  it("is a page that needs nothing else: no address of another file is in it", async () => {
    recorder.note("</script><script>alert(1)</script>");
    const { text, headers } = await stage.send("/export/stage.html");
    expect(headers["content-disposition"]).toContain("stage.html");
    expect(text).not.toContain("<script>alert(1)");
    expect(text).not.toMatch(/\b(?:src|href)="(?!#)/);
    const map: { imports: Record<string, string> } = JSON.parse(
      /<script type="importmap">(.*?)<\/script>/s.exec(text)?.[1] ?? "",
    );
    const scripts = Object.values(map.imports).map((address) =>
      Buffer.from(address.split(",")[1] ?? "", "base64"),
    );
    const specifiers = scripts.flatMap((script) =>
      [...script.toString().matchAll(/(?:\bfrom|\bimport)\s*"([^"]+)"/g)].map(
        ([, specifier]) => specifier ?? "",
      ),
    );
    expect(specifiers.length).toBeGreaterThan(10);
    for (const specifier of specifiers) expect(map.imports).toHaveProperty([specifier]);
  });

  it("can be played again, from the page as from the recording", async () => {
    recorder.note("This note is kept.");
    const open = async (text: string): Promise<unknown> => {
      const answer = await stage.send(
        "/actions/read-recording",
        { ...json, "x-stage-token": await stage.token() },
        JSON.stringify({ text }),
      );
      return JSON.parse(answer.text);
    };
    const page = await open((await stage.send("/export/stage.html")).text);
    const file = await open((await stage.send("/export/stage.json")).text);
    expect(page).toEqual(file);
    expect(page).toMatchObject({
      recording: {
        version: 1,
        notes: expect.arrayContaining([expect.objectContaining({ text: "This note is kept." })]),
      },
    });
    expect(await open("<html></html>")).toMatchObject({ error: expect.stringContaining("not a recording") });
  });

  it("is a diagram, too", async () => {
    expect((await stage.send("/export/stage.mmd")).text).toContain("sequenceDiagram");
  });
});
