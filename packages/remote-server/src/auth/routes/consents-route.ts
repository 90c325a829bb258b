import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { sendMessagePage, sendPage } from "../../pages/send-page.ts";
import { bindToBrowser, readVisitCookie, releaseVisit } from "../browser-binding.ts";
import type { ConsentReview } from "../review/consent-review.ts";
import { reviewPage } from "../review/review-page.ts";
import type { AccountChoice } from "../rules/account-choice.ts";
import { isOwnForm, type ReviewVisit } from "../review/review-visits.ts";

const reviewForm = z.object({
  form_token: z.string(),
  action: z.enum(["revoke", "leave", "switch"]),
  client: z.string().optional(),
});

/** `/consents`: a user looks at what they have allowed, and takes it back. */
export function consentsRoute(review: ConsentReview, secure: boolean): Router {
  const show: RequestHandler = async (request, response) => {
    const visit = await review.visits.find(readVisitCookie(request, secure));
    if (visit === undefined) return sendToEntra(review, response, secure);
    const approvals = await review.approvalsOf(visit);
    const hasRevoked = request.query["revoked"] !== undefined;
    sendPage(response, 200, "Programs that you have allowed", reviewPage({ approvals, visit, hasRevoked }));
  };
  const act: RequestHandler = async (request, response) => {
    const form = reviewForm.safeParse(request.body).data;
    const visit = await review.visits.find(readVisitCookie(request, secure));
    if (form === undefined || visit === undefined) return refuse(response);
    // defence:46 The browser adds the cookie to whatever form it sends here; only our page knows this.
    if (!isOwnForm(visit, form.form_token)) return refuse(response);
    response.set("Cache-Control", "no-store");
    if (form.action === "leave") return leave(review, request, response, secure);
    if (form.action === "switch") {
      await endVisit(review, request, response, secure);
      return sendToEntra(review, response, secure, { prompt: "select_account" });
    }
    await revoke(review, visit, form.client, response);
  };
  const parseBody = express.urlencoded({ extended: false, limit: "16kb" });
  return Router().get("/", show).post("/", parseBody, act);
}

async function sendToEntra(
  review: ConsentReview,
  response: Response,
  secure: boolean,
  account?: AccountChoice,
): Promise<void> {
  const { tickets, url } = await review.startSignIn(account);
  bindToBrowser(response, tickets, secure);
  response.set("Cache-Control", "no-store").redirect(url);
}

function refuse(response: Response): void {
  sendMessagePage(response, 403, "This was not sent from your page", notHere);
}

async function leave(
  review: ConsentReview,
  request: Request,
  response: Response,
  secure: boolean,
): Promise<void> {
  await endVisit(review, request, response, secure);
  sendMessagePage(response, 200, "Closed", "You can close this window.");
}

async function endVisit(
  review: ConsentReview,
  request: Request,
  response: Response,
  secure: boolean,
): Promise<void> {
  const token = readVisitCookie(request, secure);
  if (token !== undefined) await review.visits.end(token);
  releaseVisit(response, secure);
}

async function revoke(
  review: ConsentReview,
  visit: ReviewVisit,
  client: string | undefined,
  response: Response,
): Promise<void> {
  const isRevoked = client !== undefined && (await review.revoke(visit, client));
  // 303: going back or reloading does not send the form again.
  response.redirect(303, isRevoked ? "/consents?revoked" : "/consents");
}

const notHere =
  "Nothing has been changed. Your page may be older than ten minutes: open /consents again and sign in.";
