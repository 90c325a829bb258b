import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Capture } from "./redact-capture.ts";

const captureSchema = z.strictObject({
  probe: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});

/** One file for each capture, so that a change affects one file. */
export function writeCaptures(directory: string, captures: readonly Capture[]): void {
  mkdirSync(directory, { recursive: true });
  for (const capture of captures) {
    writeFileSync(join(directory, `${capture.probe}.json`), `${JSON.stringify(capture, null, 2)}\n`);
  }
}

/** @throws Error that names the directory or the file */
export function readCaptures(directory: string): Capture[] {
  const files = listFiles(directory);
  if (files.length === 0) throw new Error(`There are no captures in ${directory}. Make them with “record”.`);
  return files.map((file) => {
    try {
      const { probe, status, headers, body } = captureSchema.parse(
        JSON.parse(readFileSync(join(directory, file), "utf8")),
      );
      return { probe, status, headers, body };
    } catch (error) {
      throw new Error(`${join(directory, file)} is no capture.`, { cause: error });
    }
  });
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory).filter((file) => file.endsWith(".json"));
  } catch (error) {
    throw new Error(`Could not read ${directory}. Make captures with “record”.`, { cause: error });
  }
}
