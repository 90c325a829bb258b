import { fingerprint } from "@mcp-entra/auth-core";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { sendMessagePage, sendPage } from "../../pages/send-page.ts";
import { bindToBrowser, readVisitCookie, releaseVisit } from "../browser-binding.ts";
import type { ConsentReview } from "../review/consent-review.ts";
import { reviewPage } from "../review/review-page.ts";
import type { AccountChoice } from "../rules/account-choice.ts";
import type { Endpoints } from "../rules/endpoints.ts";
import { isOwnForm, type ReviewVisit } from "../review/review-visits.ts";

const reviewForm = z.object({
  form_token: z.string(),
  action: z.enum(["revoke", "leave", "switch"]),
  client: z.string().optional(),
});

/** `/consents`: a user sees what they have allowed, and can withdraw it. */
export function consentsRoute(review: ConsentReview, endpoints: Endpoints): Router {
  const show: RequestHandler = async (request, response) => {
    const visit = await review.visits.find(readVisitCookie(request, endpoints));
    if (visit === undefined) return sendToEntra(review, response, endpoints);
    const approvals = await review.approvalsOf(visit);
    // A link cannot set this: only the redirect after this visit's form has the value.
    const hasRevoked = request.query["revoked"] === proofOf(visit);
    sendPage(
      response,
      200,
      "Programs that you have allowed",
      reviewPage({ approvals, visit, hasRevoked, endpoints }),
    );
  };
  const act: RequestHandler = async (request, response) => {
    const form = reviewForm.safeParse(request.body).data;
    const visit = await review.visits.find(readVisitCookie(request, endpoints));
    if (form === undefined || visit === undefined) return refuse(response, endpoints);
    // defence:46 The browser sends the cookie with every form; only our page has this token.
    if (!isOwnForm(visit, form.form_token)) return refuse(response, endpoints);
    response.set("Cache-Control", "no-store");
    if (form.action === "leave") return leave(review, request, response, endpoints);
    if (form.action === "switch") {
      await endVisit(review, request, response, endpoints);
      return sendToEntra(review, response, endpoints, { prompt: "select_account" });
    }
    await revoke(review, visit, form.client, response, endpoints);
  };
  const parseBody = express.urlencoded({ extended: false, limit: "16kb" });
  return Router().get("/", show).post("/", parseBody, act);
}

async function sendToEntra(
  review: ConsentReview,
  response: Response,
  endpoints: Endpoints,
  account?: AccountChoice,
): Promise<void> {
  const { tickets, url } = await review.startSignIn(account);
  bindToBrowser(response, tickets, endpoints.secure);
  response.set("Cache-Control", "no-store").redirect(url);
}

function refuse(response: Response, { consents }: Endpoints): void {
  sendMessagePage(response, 403, "This was not sent from your page", notHere(consents));
}

async function leave(
  review: ConsentReview,
  request: Request,
  response: Response,
  endpoints: Endpoints,
): Promise<void> {
  await endVisit(review, request, response, endpoints);
  sendMessagePage(response, 200, "Closed", "You can close this window.");
}

async function endVisit(
  review: ConsentReview,
  request: Request,
  response: Response,
  endpoints: Endpoints,
): Promise<void> {
  const token = readVisitCookie(request, endpoints);
  if (token !== undefined) await review.visits.end(token);
  releaseVisit(response, endpoints);
}

async function revoke(
  review: ConsentReview,
  visit: ReviewVisit,
  client: string | undefined,
  response: Response,
  { basePath }: Endpoints,
): Promise<void> {
  const isRevoked = client !== undefined && (await review.revoke(visit, client));
  // 303: if the user goes back or reloads, the browser does not send the form again.
  response.redirect(303, `${basePath}/consents${isRevoked ? `?revoked=${proofOf(visit)}` : ""}`);
}

function proofOf({ formToken }: ReviewVisit): string {
  return fingerprint(`revoked ${formToken}`);
}

function notHere(consents: string): string {
  return `Nothing has been changed. Your page may be older than ten minutes: open ${consents} again and sign in.`;
}
