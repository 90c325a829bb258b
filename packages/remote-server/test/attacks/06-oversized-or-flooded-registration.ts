import { type Attack, refused, succeeded } from "./attack.ts";
import { honestRedirectUri, trustedClient } from "./support/steps.ts";
import { postRegistration } from "./support/registration.ts";

const megabyte = 1_024 * 1_024;

export const oversizedOrFloodedRegistration: Attack = {
  number: 6,
  name: "Oversized or flooded registration",
  does: "Registers very large clients, or very many. Registration needs no account.",
  loss: "The store and the memory of the server. Then no user can sign in.",
  attempts: [
    {
      name: "oversized",
      refusal: "413",
      stoppedBy: [["6-body", "6-fields", "53-record"]],
      play: async (target) => {
        await trustedClient(target);
        const metadata = { client_name: "x".repeat(megabyte), redirect_uris: [honestRedirectUri] };
        const { status, client_id: client } = await postRegistration(target, metadata);
        return client === undefined ? refused(String(status)) : succeeded("a megabyte of the store");
      },
    },
    {
      name: "flooded",
      refusal: "429",
      stoppedBy: [["6-rate"]],
      play: async (target) => {
        await trustedClient(target);
        const registerOnce = async () => postRegistration(target, { redirect_uris: [honestRedirectUri] });
        const answers = await Promise.all(Array.from({ length: 60 }, registerOnce));
        const refusal = answers.find(({ client_id: client }) => client === undefined);
        return refusal === undefined
          ? succeeded("as many records as they like")
          : refused(String(refusal.status));
      },
    },
  ],
};
