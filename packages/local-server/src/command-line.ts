import { Command, Option } from "commander";
import { serverVersion } from "./local-server.ts";
import { type SignInOption, signInOptions } from "./sign-in/choose-way.ts";

export interface CommandLine {
  signIn: SignInOption;
  envFile?: string;
}

const epilogue = `
An MCP client starts this server and speaks to it over stdin and stdout; everything for people goes to stderr.

Variables: AZURE_TENANT_ID, AZURE_CLIENT_ID (both needed), AZURE_AUTHORITY_HOST, GRAPH_BASE_URL, MOCK_ENTRA_CA, LOG_LEVEL.
They come from the environment, then .env.local-server, then .env; .env.example describes each.`;

/** Reads the arguments. Help and version go to stdout and end the process with 0; a wrong argument ends it with 1. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  return new Command("local-server")
    .description("MCP server over stdio that signs its user in with Microsoft Entra ID, as a public client.")
    .version(serverVersion)
    .addOption(
      new Option("--sign-in <way>", "how the user signs in; auto takes the browser where one can be reached")
        .choices(signInOptions)
        .default("auto"),
    )
    .option("--env-file <path>", "read this file instead of .env.local-server and .env")
    .addHelpText("after", epilogue)
    .allowExcessArguments(false)
    .parse(argv)
    .opts<CommandLine>();
}
