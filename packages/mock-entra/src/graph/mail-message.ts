import { z } from "zod";

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
export const messageSchema = z.strictObject({
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

export type MailMessage = z.infer<typeof messageSchema>;
