/** The audience that Entra expects of a token which stands in for a secret. */
export const tokenExchangeAudience = "api://AzureADTokenExchange";

/** The same by application id, equal in every tenant: this is what the `aud` of Entra's own tokens reads. */
export const tokenExchangeAppId = "fb60f99c-7a34-4190-8149-302f77469936";
