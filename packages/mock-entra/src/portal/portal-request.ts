import type { Application } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Html, html } from "../http/html.ts";
import type { BoundedMap } from "../state/bounded-map.ts";
import type { PortalForm } from "./portal-form.ts";

/** One request to the portal, with everything that a page may use. */
export interface PortalRequest {
  exchange: Exchange;
  /** The user's input; empty for a GET. */
  form: PortalForm;
  /** The hidden field of every form. */
  formToken: string;
  /** Values of new secrets by `keyId`, until they have been shown. */
  unseenSecrets: BoundedMap<string>;
  /** Why the last form was refused. Its values are still in `form`. */
  refusal: string | undefined;
}

/** On a page about one application. */
export interface ApplicationRequest extends PortalRequest {
  application: Application;
}

/** A form that only this portal's own page can send: it contains the portal's token. */
export function portalForm(
  { formToken }: PortalRequest,
  options: { action?: string; hasFile?: boolean; label?: string },
  fields: Html,
): Html {
  return html`<form
    method="post"
    ${options.action === undefined ? null : html`action="${options.action}"`}
    ${options.hasFile ? html`enctype="multipart/form-data"` : null}
    ${options.label === undefined ? null : html`aria-label="${options.label}"`}
  >
    <input type="hidden" name="token" value="${formToken}" />
    ${fields}
  </form>`;
}
