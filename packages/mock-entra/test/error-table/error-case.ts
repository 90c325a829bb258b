import { expect } from "vitest";
import type { MockEntra } from "../../src/index.ts";
import type { Landing } from "../support/browser.ts";
import { entraError, type Parameters, authorizeUrl, type WireAnswer } from "../support/protocol.ts";
import { createBrowser } from "../support/browser.ts";
import { answerOf, pageOf } from "../support/sign-in.ts";

/** A refusal as its reader gets it: a person or a program. */
export type Refusal = { code: number } & (
  | { as: "JSON"; status: number; error: string; suberror?: string }
  | { as: "page"; status: number }
  | { as: "redirect"; error: string }
);

/** A mistake of a client or a person, and Entra's answer to it. */
export interface ErrorCase {
  when: string;
  refusal: Refusal;
  provoke(entra: MockEntra): Promise<Refusal>;
}

export function asJson(status: number, error: string, code: number, suberror?: string): Refusal {
  return {
    as: "JSON",
    status,
    error,
    code,
    ...(suberror === undefined ? {} : { suberror }),
  };
}

/** 400: an error page. 200: the same page again, with a message. */
export function asPage(code: number, status = 400): Refusal {
  return { as: "page", status, code };
}

export function asRedirect(error: string, code: number): Refusal {
  return { as: "redirect", error, code };
}

/** Reads a refusal as JSON, and checks its whole shape. */
export function readJson(answer: WireAnswer): Refusal {
  return { as: "JSON", ...entraError(answer) };
}

/** Reads a page that shows a refusal to a person. An error page also contains the data for the support. */
export function readPage(landing: Landing): Refusal {
  const { html, status, headers } = pageOf(landing);
  if (status === 400) expect(html).toContain(`<dd>${headers.get("x-ms-request-id")}</dd>`);
  const alerts = [...html.matchAll(/role="alert"[^>]*>AADSTS(\d+): [^<]+/gu)];
  expect(alerts).toHaveLength(1);
  return asPage(Number(alerts[0]?.[1]), status);
}

/** Reads a refusal that is sent back to the application, and checks its whole shape. The request had `state=s`. */
export function readRedirect(landing: Landing): Refusal {
  const { parameters } = answerOf(landing);
  const description = parameters.get("error_description") ?? "";
  const pattern =
    /^AADSTS(?<code>\d+): .+ Trace ID: \S+ Correlation ID: \S+ Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/u;
  expect(description).toMatch(pattern);
  const code = Number(pattern.exec(description)?.groups?.["code"]);
  expect(parameters.get("error_uri") ?? "").toMatch(new RegExp(`/error\\?code=${code}$`, "u"));
  expect([parameters.get("state"), parameters.has("code")]).toEqual(["s", false]);
  return asRedirect(parameters.get("error") ?? "", code);
}

/** Opens an authorize URL in a new browser. */
export function open(parameters: Parameters = {}, tenant?: string): Promise<Landing> {
  return createBrowser().open(authorizeUrl({ state: "s", ...parameters }, tenant));
}
