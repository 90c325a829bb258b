import { z } from "zod";
import { acquireIdentityToken } from "./managed-identity.ts";

/** A program with a managed identity: prints a token for the resource in its argument. */
const requestSchema = z.object({ resource: z.string(), clientId: z.string() });

const [argument = ""] = process.argv.slice(2);
const token = await acquireIdentityToken(requestSchema.parse(JSON.parse(argument)));
process.stdout.write(JSON.stringify(token));
