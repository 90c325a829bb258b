import { seed } from "@mcp-entra/mock-entra";

const authority = `https://login.microsoftonline.com/${seed.tenant.id}`;

/** Of version 2 tokens. */
export const issuer = `${authority}/v2.0`;

export const jwksAddress = `${authority}/discovery/v2.0/keys`;
