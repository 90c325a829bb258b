/** The audience that Entra expects in a token that replaces a secret. */
export const tokenExchangeAudience = "api://AzureADTokenExchange";

/** The same as an application id, which is equal in every tenant: the `aud` of Entra's own tokens. */
export const tokenExchangeAppId = "fb60f99c-7a34-4190-8149-302f77469936";
