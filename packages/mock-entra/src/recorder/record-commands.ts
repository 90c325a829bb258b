import { Command, InvalidArgumentError } from "commander";
import { getResponse } from "msw";
import { createMockEntra } from "../create-mock-entra.ts";
import { seed } from "../directory/seed.ts";
import { realOrigins } from "../origins.ts";
import { isGuid } from "../trace/redact-url.ts";
import { readCaptures, writeCaptures } from "./captures-file.ts";
import { compareCaptures, describeDifferences } from "./compare.ts";
import { probes } from "./probes.ts";
import { record } from "./record.ts";
import type { RecordingTarget } from "./target.ts";

interface RecordFlags extends RecordingTarget {
  out: string;
}

const defaultFolder = "entra-captures";

/** `record`: stores the answers of the real service, for `compare`. */
export function recordCommand(): Command {
  return new Command("record")
    .description(
      `Send ${probes.length} harmless requests to a real tenant, and write down the answers without anything that belongs to a person or a tenant. They read what is public or are refused; one asks for a device code that is never entered. Nothing is changed.`,
    )
    .requiredOption("--tenant <id>", "your Directory (tenant) ID", parseGuid)
    .requiredOption("--client-id <id>", "an application of yours in it; a confidential client", parseGuid)
    .requiredOption("--redirect-uri <uri>", "one of its redirect URIs, platform Web")
    .option("--authority-host <url>", "the sign-in service", parseOrigin, realOrigins.authority)
    .option("--graph-base-url <url>", "Microsoft Graph", parseOrigin, realOrigins.graph)
    .option("--out <folder>", "where to write them", defaultFolder)
    .action(async ({ out, ...target }: RecordFlags) => {
      const captures = await record(target);
      writeCaptures(out, captures);
      process.stdout.write(
        `${captures.length} answers are in ${out}. Look through them before you pass them on.\n`,
      );
    });
}

/** Ids, not names: to remove values from the captures, they have to be known exactly. */
function parseGuid(text: string): string {
  if (isGuid(text)) return text;
  throw new InvalidArgumentError("Expected a GUID, from the overview page of your app registration.");
}

function parseOrigin(text: string): string {
  if (URL.canParse(text) && /^https?:\/\//u.test(text)) return new URL(text).origin;
  throw new InvalidArgumentError("Expected an address such as https://login.microsoftonline.com.");
}

/** `compare`: exit code 1 if the mock's answers differ from the recorded ones. */
export function compareCommand(): Command {
  return new Command("compare")
    .description(
      "Send the same requests to the mock, and say where it answers otherwise than what was recorded.",
    )
    .argument("[folder]", "what “record” wrote", defaultFolder)
    .action(async (folder: string) => {
      const recorded = readCaptures(folder);
      const differences = compareCaptures(recorded, await recordMock());
      process.stdout.write(
        differences.length === 0
          ? `The mock answers like all ${recorded.length} captures.\n`
          : `${describeDifferences(differences)}\n${differences.length} differences.\n`,
      );
      process.exitCode = differences.length === 0 ? 0 : 1;
    });
}

/** The mock in this process, as the seed's confidential client. */
async function recordMock(): ReturnType<typeof record> {
  const { handlers } = createMockEntra();
  const { appId, redirectUri } = seed.applications.remote;
  const target: RecordingTarget = {
    authorityHost: realOrigins.authority,
    graphBaseUrl: realOrigins.graph,
    tenant: seed.tenant.id,
    clientId: appId,
    redirectUri,
  };
  return record(target, async (input, init) => {
    const response = await getResponse(handlers, new Request(input, init));
    return response ?? new Response(null, { status: 404 });
  });
}
