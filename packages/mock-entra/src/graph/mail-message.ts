import { z } from "zod";
import { GraphError } from "./graph-error.ts";

const recipientSchema = z.strictObject({
  "@odata.type": z.string().optional(),
  emailAddress: z.strictObject({
    "@odata.type": z.string().optional(),
    address: z.string().nullish(),
    name: z.string().nullish(),
  }),
});

const bodySchema = z.strictObject({
  "@odata.type": z.string().optional(),
  contentType: z.preprocess(
    (value) => (typeof value === "string" ? value.toLowerCase() : value),
    z.enum(["text", "html"]),
  ),
  content: z.string().nullish(),
});

/** @see https://learn.microsoft.com/graph/api/resources/message */
const messageSchema = z.strictObject({
  "@odata.type": z.string().optional(),
  subject: z.string().nullish(),
  body: bodySchema.nullish(),
  importance: z.enum(["low", "normal", "high", "Low", "Normal", "High"]).optional(),
  toRecipients: z.array(recipientSchema).optional(),
  ccRecipients: z.array(recipientSchema).optional(),
  bccRecipients: z.array(recipientSchema).optional(),
  replyTo: z.array(recipientSchema).optional(),
  from: recipientSchema.nullish(),
  sender: recipientSchema.nullish(),
  attachments: z.array(z.looseObject({ "@odata.type": z.string() })).optional(),
  internetMessageHeaders: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
  categories: z.array(z.string()).optional(),
  flag: z.looseObject({}).optional(),
  isDeliveryReceiptRequested: z.boolean().nullish(),
  isReadReceiptRequested: z.boolean().nullish(),
});

const requestSchema = z.strictObject({
  message: messageSchema,
  saveToSentItems: z.union([z.boolean(), z.enum(["true", "false", "True", "False"])]).nullish(),
});

export type MailMessage = z.infer<typeof messageSchema>;

/**
 * The message of a `sendMail` body.
 * @throws GraphError 400 for no JSON, properties or types that a message does not have, or no usable recipient
 */
export const parseMail = (body: string): MailMessage => {
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
};

const recipientError = (reason: string): GraphError =>
  new GraphError(400, "ErrorInvalidRecipients", `At least one recipient is not valid., ${reason}`);

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new GraphError(
      400,
      "BadRequest",
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
};

/** The wording for a value of the wrong type is unconfirmed. */
const shapeError = ({ issues: [issue] }: z.ZodError): GraphError => {
  const at = issue?.path.join(".") ?? "";
  const message =
    issue?.code === "unrecognized_keys"
      ? `The property '${issue.keys[0] ?? ""}' does not exist on type '${typeAt(at)}'. Make sure to only use property names that are defined by the type.`
      : `The value at '${at || "message"}' is not of the type that the request expects.`;
  return new GraphError(400, "RequestBodyRead", message);
};

const typeAt = (path: string): string => {
  if (path === "") return "Edm.Action";
  if (path.endsWith("emailAddress")) return "microsoft.graph.emailAddress";
  return path === "message" ? "microsoft.graph.message" : "microsoft.graph.recipient";
};
