import { parseApplicationBody } from "../../applications/application-body.ts";
import {
  addFederatedCredential,
  removeFederatedCredential,
} from "../../applications/federated-credentials.ts";
import { newKeyCredential } from "../../applications/key-credentials.ts";
import { badRequest } from "../../applications/refusals.ts";
import { addSecret, removeSecret } from "../../applications/secrets.ts";
import { updateApplication } from "../../applications/update-application.ts";
import { html } from "../../http/html.ts";
import type { Outcome, Section } from "../section.ts";
import { certificatesCard, federatedCard } from "./keyless-credentials.ts";
import { secretLifetimes, secretsCard } from "./secrets-card.ts";

const day = 86_400_000;

/** How the application proves its identity. */
export const credentialsSection: Section = {
  name: "credentials",
  title: "Certificates & secrets",
  body: (request) => html`${secretsCard(request)} ${certificatesCard(request)} ${federatedCard(request)}`,
  actions: {
    "add-secret": ({ exchange, application, form, unseenSecrets }) => {
      const days = Number(form.text("days"));
      if (!secretLifetimes.some((lifetime) => lifetime.days === days))
        throw badRequest("Select when the secret expires.");
      const endDateTime = new Date(exchange.at.getTime() + days * day).toISOString();
      const secret = addSecret(
        application,
        { displayName: form.text("description"), endDateTime },
        exchange.at,
      );
      unseenSecrets.set(secret.keyId, secret.secretText);
      return {
        address: `/portal/registrations/${application.appId}/credentials?notice=secret-added&secret=${secret.keyId}`,
      };
    },
    "remove-secret": ({ application, form }) => {
      removeSecret(application, form.text("item"));
      return "deleted";
    },
    "add-certificate": async ({ application, form }): Promise<Outcome> => {
      application.keyCredentials.push(
        newKeyCredential(await form.content("certificate"), form.text("description") || null),
      );
      return "saved";
    },
    "remove-certificate": ({ exchange, application, form }) => {
      const keyCredentials = application.keyCredentials
        .filter(({ keyId }) => keyId !== form.text("item"))
        .map(({ keyId }) => ({ keyId }));
      updateApplication(exchange.state.directory, application, parseApplicationBody({ keyCredentials }));
      return "deleted";
    },
    "add-federated": ({ application, form }) => {
      addFederatedCredential(application, {
        name: form.text("name"),
        issuer: form.text("issuer"),
        subject: form.text("subject"),
        audiences: [form.text("audience")],
      });
      return "saved";
    },
    "remove-federated": ({ application, form }) => {
      removeFederatedCredential(application, form.text("item"));
      return "deleted";
    },
  },
};
