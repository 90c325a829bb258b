import { enableCompileCache } from "node:module";
import { join } from "node:path";

/**
 * The folder where Node keeps compiled modules (`NODE_COMPILE_CACHE`): tests start some hundred processes of
 * the same programs. It is inside the clone. In a shared folder for temporary files, other users of the
 * machine could put code there.
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
