import { z } from "zod";
import { GraphError } from "./graph-error.ts";
import { type MailMessage, messageSchema } from "./mail-message.ts";

const requestSchema = z.strictObject({
  message: messageSchema,
  saveToSentItems: z.union([z.boolean(), z.enum(["true", "false", "True", "False"])]).nullish(),
});

/**
 * The message of a `sendMail` body.
 * @throws GraphError 400 for invalid JSON, unknown properties, wrong types, or no valid recipient
 */
export function parseMail(body: string): MailMessage {
  const { data, error } = requestSchema.safeParse(parseJson(body));
  if (error) throw shapeError(error);
  const { toRecipients = [], ccRecipients = [], bccRecipients = [] } = data.message;
  const addresses = [...toRecipients, ...ccRecipients, ...bccRecipients].map(
    ({ emailAddress }) => emailAddress.address ?? "",
  );
  if (addresses.length === 0)
    throw recipientError("A message can't be sent because it contains no recipients.");
  const unresolved = addresses.find((address) => !/^[^\s@;,]+@[^\s@;,]+$/u.test(address));
  if (unresolved !== undefined) {
    throw recipientError(
      `Recipient '${unresolved}' is not resolved. All recipients must be resolved before a message can be submitted.`,
    );
  }
  return data.message;
}

function recipientError(reason: string): GraphError {
  return new GraphError(400, "ErrorInvalidRecipients", `At least one recipient is not valid., ${reason}`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new GraphError(
      400,
      "BadRequest",
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
}

/** The message for a value of the wrong type is unconfirmed. */
function shapeError({ issues: [issue] }: z.ZodError): GraphError {
  const at = issue?.path.join(".") ?? "";
  const message =
    issue?.code === "unrecognized_keys"
      ? `The property '${issue.keys[0] ?? ""}' does not exist on type '${typeAt(at)}'. Make sure to only use property names that are defined by the type.`
      : `The value at '${at || "message"}' is not of the type that the request expects.`;
  return new GraphError(400, "RequestBodyRead", message);
}

function typeAt(path: string): string {
  if (path === "") return "Edm.Action";
  if (path.endsWith("emailAddress")) return "microsoft.graph.emailAddress";
  return path === "message" ? "microsoft.graph.message" : "microsoft.graph.recipient";
}
