import { type Attack, refused, succeeded } from "./attack.ts";
import { postRegistration } from "./support/registration.ts";
import { honestRedirectUri, trustedClient } from "./support/steps.ts";

export const madeUpAddress: Attack = {
  number: 47,
  name: "Made-up address",
  does: "Writes another address into X-Forwarded-For with each request, so that each request counts as another caller.",
  loss: "The limits by address: then an attacker can guess, and fill the store, as fast as the network allows.",
  attempts: [
    {
      name: "sixty registrations, each from elsewhere",
      refusal: "429",
      stoppedBy: [["47"]],
      play: async (target) => {
        await trustedClient(target);
        const metadata = { redirect_uris: [honestRedirectUri] };
        const addresses = Array.from({ length: 60 }, (_, index) => `198.51.100.${index}`);
        const answers = await Promise.all(
          addresses.map(async (from) => postRegistration(target, metadata, { "x-forwarded-for": from })),
        );
        const refusal = answers.find(({ client_id: client }) => client === undefined);
        return refusal === undefined
          ? succeeded("as many registrations as they like")
          : refused(String(refusal.status));
      },
    },
  ],
};
