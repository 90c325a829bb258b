import { LogLevel, type NodeSystemOptions } from "@azure/msal-node";

/** Receives MSAL's own messages. */
export type MsalLog = (message: string) => void;

/** MSAL's warnings and errors, without personal data. Other messages help only MSAL's authors. */
export function msalLoggerOptions(log: MsalLog): NonNullable<NodeSystemOptions["loggerOptions"]> {
  return {
    logLevel: LogLevel.Warning,
    piiLoggingEnabled: false,
    loggerCallback: (_level, message, containsPii) => {
      if (!containsPii) log(message);
    },
  };
}
