import { createHash } from "node:crypto";
import { join } from "node:path";

/** A page that docs/ shows as a picture. The markup contains its style sheet. */
export interface PicturedPage {
  name: string;
  html: string;
}

/** The folder of the pictures. Beside each picture is the hash of the page that it shows. */
export const picturesFolder = join(import.meta.dirname, "../../../docs/pictures");

/** The hash of markup and style. It leaves out what changes from one start to the next: ports, and values and addresses in forms and links. */
export function hashOfPage({ html }: Pick<PicturedPage, "html">): string {
  const lasting = html
    .replaceAll(/\b(value|action|href)="[^"]*"/g, '$1=""')
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, "$1");
  return createHash("sha256").update(lasting).digest("hex");
}
