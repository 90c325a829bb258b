import type { Application } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Html, html } from "../http/html.ts";
import type { BoundedMap } from "../state/bounded-map.ts";
import type { PortalForm } from "./portal-form.ts";

/** One visit to the portal, with all that a page may depend on. */
export interface PortalRequest {
  exchange: Exchange;
  /** Filled in by the user; empty on a GET. */
  form: PortalForm;
  /** The hidden field that every form has to carry. */
  formToken: string;
  /** Values of new secrets by `keyId`, until they have been shown. */
  unseenSecrets: BoundedMap<string>;
  /** Why the form before was refused; its values are then still in `form`. */
  refusal: string | undefined;
}

/** On a page about one application. */
export interface ApplicationRequest extends PortalRequest {
  application: Application;
}

/** A form that only this portal's own page can send: it carries the portal's own token. */
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
