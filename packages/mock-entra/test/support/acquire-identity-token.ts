import { z } from "zod";
import { acquireIdentityToken } from "./managed-identity.ts";

/** A program that has a managed identity: prints a token for what its argument asks for. */
const requestSchema = z.object({ resource: z.string(), clientId: z.string() });

const [argument = ""] = process.argv.slice(2);
const token = await acquireIdentityToken(requestSchema.parse(JSON.parse(argument)));
process.stdout.write(JSON.stringify(token));
