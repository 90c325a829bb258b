import { createSeedData } from "../directory/seed.ts";
import type { DirectoryData } from "../directory/types.ts";
import { readDirectoryFile } from "./read-directory-file.ts";

/** Makes the directory's first content: the seed, or a copy of a file's content. */
export function startDirectory(file: unknown, allowsLoopbackIdentifierUris: boolean): () => DirectoryData {
  if (file === undefined) return () => createSeedData(allowsLoopbackIdentifierUris);
  const data = readDirectoryFile(file, allowsLoopbackIdentifierUris);
  return () => structuredClone(data);
}
