import { createSeedData } from "../directory/seed.ts";
import type { DirectoryData } from "../directory/types.ts";
import { readDirectoryFile } from "./read-directory-file.ts";

/** Makes the directory's first content: the seed, or a copy of what a file holds. */
export function startDirectory(file: unknown): () => DirectoryData {
  if (file === undefined) return createSeedData;
  const data = readDirectoryFile(file);
  return () => structuredClone(data);
}
