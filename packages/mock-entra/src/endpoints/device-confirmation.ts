import { continueInteraction } from "../authorize/interactions.ts";
import { approveDevice, declineDevice } from "../device/confirm-device.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import { readForm } from "../http/read-form.ts";
import { presentAsPage } from "../pages/error-page.ts";

/** The user's answer to "Are you trying to sign in to …?". */
export const deviceConfirmationEndpoint: Endpoint = {
  name: "device-confirmation",
  urls: onFrontChannel("/:tenant/oauth2/deviceauth/confirm"),
  methods: ["POST"],
  presentError: presentAsPage,
  respond: async (exchange) => {
    const form = await readForm(exchange);
    const interaction = continueInteraction(exchange, form);
    const { purpose } = interaction;
    if (purpose.kind !== "device") throw aadsts.interactionMismatch();
    exchange.observed.clientId = purpose.device.appId;
    if (form.get("action") !== "continue") return declineDevice(exchange, purpose.device);
    return approveDevice(exchange, interaction, purpose.device);
  },
};
