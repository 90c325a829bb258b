import { endSession } from "../authorize/sessions.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { html } from "../http/html.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { pageResponse } from "../pages/page.ts";

/** Ends the browser's session. Does not return to the application yet: the page says that one may close it. */
export const logoutEndpoint: Endpoint = {
  name: "logout",
  urls: onFrontChannel("/:tenant/oauth2/v2.0/logout"),
  methods: ["GET", "POST"],
  presentError: presentAsPage,
  respond: (exchange) => {
    endSession(exchange);
    return pageResponse(exchange, {
      title: "Sign out",
      body: html`<h1>You signed out of your account</h1>
        <p>It’s a good idea to close all browser windows.</p>`,
    });
  },
};
