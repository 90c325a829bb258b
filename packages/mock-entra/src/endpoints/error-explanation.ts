import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { html } from "../http/html.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { pageResponse } from "../pages/page.ts";

/** Where the `error_uri` of every refusal leads. */
export const errorExplanationEndpoint: Endpoint = {
  name: "error-explanation",
  urls: onFrontChannel("/error"),
  methods: ["GET"],
  presentError: presentAsPage,
  respond: (exchange) => {
    const code = Number(exchange.url.searchParams.get("code"));
    const known = Object.entries(aadsts).find(([, { details }]) => details.code === code);
    return pageResponse(exchange, {
      status: known ? 200 : 404,
      title: "Error codes",
      body: known
        ? html`<h1>AADSTS${code}</h1>
            <p>mock-entra calls it ${known[0]}; on the wire it is ${known[1].details.error}.</p>`
        : html`<h1>Unknown error code</h1>
            <p>mock-entra does not raise it.</p>`,
    });
  },
};
