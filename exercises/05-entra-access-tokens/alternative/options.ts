export interface ServerOptions {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  resource: string;
  identifierUri: string;
  allowedClients: readonly string[];
  keptTokens: number;
  log: (line: string) => void;
}
