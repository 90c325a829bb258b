import { Command, Option } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { signInOptions } from "./sign-in/choose-ways.ts";
import { tokenCacheModes } from "./token-cache/token-cache-config.ts";

/** The command line. Options that replace variables are checked together with the variables. */
export interface CommandLine {
  tenantId?: string;
  clientId?: string;
  signIn?: string;
  tokenCache?: string;
  logLevel?: string;
  envFile?: string;
  /** Instead of serving a client: say who is signed in. */
  status?: boolean;
  /** Instead of serving a client: forget the tokens. */
  signOut?: boolean;
  /** Instead of serving a client: sign in at the terminal. */
  signInNow?: boolean;
}

const epilogue = `
An MCP client starts this server and speaks to it over stdin and stdout; everything for people goes to stderr.

An option wins over its variable; a variable of the environment wins over .env.local-server, and that over .env.
  --tenant-id    AZURE_TENANT_ID         needed, one way or the other
  --client-id    AZURE_CLIENT_ID         needed, one way or the other
  --sign-in      SIGN_IN
  --token-cache  TOKEN_CACHE
  --log-level    LOG_LEVEL
By variable only: AZURE_AUTHORITY_HOST, GRAPH_BASE_URL, MOCK_ENTRA_CA, TOKEN_CACHE_FOLDER, TOKEN_CACHE_KEY_FILE,
TOKEN_CACHE_PASSPHRASE, BROKER_FOLDER. .env.example describes each.`;

/** Reads the arguments. Help and version go to stdout and end the process with 0; a wrong argument ends it with 1. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  return new Command("local-server")
    .description("MCP server over stdio that signs its user in with Microsoft Entra ID, as a public client.")
    .version(packageJson.version)
    .option("--tenant-id <guid>", "Directory (tenant) ID")
    .option("--client-id <guid>", "Application (client) ID")
    .addOption(
      new Option("--sign-in <way>", "how the user signs in; auto tries the best way that works here").choices(
        signInOptions,
      ),
    )
    .addOption(
      new Option("--token-cache <where>", "auto: an encrypted file, if there is a place for its key").choices(
        tokenCacheModes,
      ),
    )
    .option("--log-level <level>", "how much is logged to stderr, as JSON lines")
    .option("--env-file <path>", "read this file instead of .env.local-server and .env")
    .addOption(
      new Option("--sign-in-now", "sign in now, for servers that start later, and end").conflicts([
        "status",
        "signOut",
      ]),
    )
    .addOption(
      new Option("--status", "say who is signed in and where the tokens are, and end").conflicts("signOut"),
    )
    .option("--sign-out", "forget the signed-in user's tokens, and end")
    .addHelpText("after", epilogue)
    .allowExcessArguments(false)
    .parse(argv)
    .opts<CommandLine>();
}
