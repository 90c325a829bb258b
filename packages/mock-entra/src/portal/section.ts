import type { PortalPageName } from "../explanations/explanation.ts";
import type { Html } from "../http/html.ts";
import type { Notice } from "./notices.ts";
import type { ApplicationRequest } from "./portal-request.ts";

/** The result of a button: a page of this application with a notice, or another address. */
export type Outcome = Notice | { address: string };

/** One page about an application, with what its buttons do. */
export interface Section {
  name: PortalPageName;
  title: string;
  body(request: ApplicationRequest): Html;
  /** By the button's value. @throws GraphError for a refusal */
  actions: Readonly<Record<string, (request: ApplicationRequest) => Outcome | Promise<Outcome>>>;
}
