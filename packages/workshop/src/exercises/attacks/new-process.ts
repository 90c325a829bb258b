import { randomUUID } from "node:crypto";
import { vi } from "vitest";

/**
 * For a test that loads a learner's files again, as a new process does: `import(path + startOver(import.meta))`. Vite, which loads them
 * in `pnpm test`, forgets them here. It would compile a file with another address once more, and keep that for ever. In the gate, Node
 * loads them. It forgets nothing, so each process has addresses of its own there.
 *
 * @returns what belongs behind each path of this process.
 */
export function startOver(meta: ImportMeta): string {
  vi.resetModules();
  return "env" in meta ? "" : `?process=${randomUUID()}`;
}
