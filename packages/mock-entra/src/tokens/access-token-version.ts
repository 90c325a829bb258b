import type { Directory } from "../directory/directory.ts";
import { tokenExchangeAppId } from "../directory/token-exchange.ts";
import type { ServicePrincipal } from "../directory/types.ts";

/** The resource decides, whatever endpoint the client calls: an unchanged manifest says `null`, which means 1. */
export function accessTokenVersion(directory: Directory, { appId }: ServicePrincipal): 1 | 2 {
  if (appId === tokenExchangeAppId) return 2;
  return directory.findApplication(appId)?.api.requestedAccessTokenVersion === 2 ? 2 : 1;
}
