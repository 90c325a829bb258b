import { explanationOf } from "../explanations/explanations.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { presentAsPage } from "../pages/error-page.ts";
import { explanationPage, unknownCodePage } from "../portal/explanation-page.ts";

/** The page that the `error_uri` of every refusal refers to. */
export const errorExplanationEndpoint: Endpoint = {
  name: "error-explanation",
  urls: onFrontChannel("/error"),
  methods: ["GET"],
  presentError: presentAsPage,
  respond: (exchange) => {
    const code = Number(exchange.url.searchParams.get("code"));
    const explanation = explanationOf(code);
    return explanation ? explanationPage(exchange, explanation) : unknownCodePage(exchange);
  },
};
