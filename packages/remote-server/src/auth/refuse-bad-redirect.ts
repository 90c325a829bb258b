import express, { Router } from "express";
import { z } from "zod";
import { sendMessagePage } from "../pages/message-page.ts";
import { isAcceptableRedirectUri } from "./clients.ts";

const parameters = z.object({ redirect_uri: z.string().refine(isAcceptableRedirectUri).optional() });

/**
 * Stands before the SDK's authorization handler, whose comparison of loopback addresses looks past a user name and a
 * fragment: `http://evil@localhost:9/callback#x` would match. An address like that gets an error page and never a
 * redirect, not even with an error in it.
 */
export const refuseBadRedirect: Router = Router().use(
  express.urlencoded({ extended: false, limit: "64kb" }),
  (request, response, next) => {
    const source: unknown = request.method === "POST" ? request.body : request.query;
    if (parameters.safeParse(source ?? {}).success) return next();
    sendMessagePage(
      response,
      400,
      "This sign-in link is not valid",
      "The address to which the answer should go (redirect_uri) is not acceptable. Start again from your MCP client.",
    );
  },
);
