import { enableCompileCache } from "node:module";
import { join } from "node:path";

/**
 * Where Node keeps the compiled modules of what is started again and again (`NODE_COMPILE_CACHE`): tests start some hundred
 * processes. Inside the clone, so that no other user of the machine can put code there, as they could in a common folder for
 * temporary files.
 *
 * @see https://nodejs.org/api/module.html#module-compile-cache
 */
export const compileCacheFolder: string = join(
  import.meta.dirname,
  "../../../node_modules/.cache/node-compile",
);

/** From now on, in this process and in those that it starts. */
export function useCompileCache(): void {
  process.env["NODE_COMPILE_CACHE"] ??= compileCacheFolder;
  enableCompileCache(compileCacheFolder);
}
