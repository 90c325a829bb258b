import { timingSafeEqual } from "node:crypto";
import { GraphError } from "../graph/graph-error.ts";
import type { PortalForm } from "./portal-form.ts";

function refused(): GraphError {
  return new GraphError(
    403,
    "ForeignForm",
    "This form was not sent by a page of this portal. Open the page anew and try again.",
  );
}

/**
 * Cross-site request forgery: another page in this browser could post a form here, and so add a redirect URI
 * or consent to a permission. Browsers send the origin of a form, and no other page can read the token.
 * @throws GraphError 403
 */
export function assertOwnForm(request: Request, form: PortalForm, origin: string, token: string): void {
  const sender = request.headers.get("origin");
  if (sender !== null && sender !== origin) throw refused();
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") throw refused();
  const [sent, expected] = [Buffer.from(form.text("token")), Buffer.from(token)];
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) throw refused();
}
