import { homedir } from "node:os";
import { isAbsolute } from "node:path";
import { ConfigurationError, type Environment } from "@mcp-entra/auth-core/without-msal";
import { z } from "zod";
import { defaultCacheFolder } from "./cache-location.ts";

/** How tokens are kept. */
export interface TokenCacheConfig {
  /** `auto`: in an encrypted file, if there is a key for it; `memory`: never on a disk. */
  mode: TokenCacheMode;
  /** Of the encrypted file. */
  folder: string;
  /** At most one of these two; neither means the keyring. */
  keyFile: string | undefined;
  passphrase: string | undefined;
}

export const tokenCacheModes = ["auto", "memory"] as const;
type TokenCacheMode = (typeof tokenCacheModes)[number];

/** Its variables. They are read together with the server's other variables. */
export const tokenCacheVariables = {
  TOKEN_CACHE: z
    .enum(tokenCacheModes)
    .default("auto")
    .meta({ expected: `one of ${tokenCacheModes.join(", ")}`, example: "auto" }),
  TOKEN_CACHE_FOLDER: z
    .string()
    // MCP clients start servers in different folders, so a relative path would be another file each time.
    .refine(isAbsolute)
    .optional()
    .meta({ expected: "the absolute path of a folder", example: `${homedir()}/.local/state/mcp` }),
  TOKEN_CACHE_KEY_FILE: z.string().refine(isAbsolute).optional().meta({
    expected: "the absolute path of a file with 32 random bytes in base64",
    example: "/run/secrets/token-cache.key",
  }),
  TOKEN_CACHE_PASSPHRASE: z.string().min(16).optional().meta({
    expected: "at least 16 characters; a thief of the file can try shorter ones",
    example: "four words from a dice",
    secret: true,
  }),
};

type Values = z.output<z.ZodObject<typeof tokenCacheVariables>>;

/** @throws ConfigurationError if the values contradict each other. */
export function toTokenCacheConfig(
  values: Values,
  platform: NodeJS.Platform,
  environment: Environment,
): TokenCacheConfig {
  const { TOKEN_CACHE_KEY_FILE: keyFile, TOKEN_CACHE_PASSPHRASE: passphrase } = values;
  if (keyFile !== undefined && passphrase !== undefined) {
    throw new ConfigurationError(
      "TOKEN_CACHE_KEY_FILE and TOKEN_CACHE_PASSPHRASE are both set. Expected one of them, or neither for the keyring of this system.",
    );
  }
  const folder = values.TOKEN_CACHE_FOLDER ?? defaultCacheFolder(platform, environment);
  return { mode: values.TOKEN_CACHE, folder, keyFile, passphrase };
}
