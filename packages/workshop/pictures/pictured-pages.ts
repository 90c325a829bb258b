import { readConsentPage } from "./consent-page.ts";
import { readMockPages } from "./mock-pages.ts";
import type { PicturedPage } from "./pictured-page.ts";

/** All pages that docs/ shows as pictures: those of the mock, and the consent page of the remote server. */
export async function readPicturedPages(): Promise<PicturedPage[]> {
  return [...(await readMockPages()), await readConsentPage()];
}
