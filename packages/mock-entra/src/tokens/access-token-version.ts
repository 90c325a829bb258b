import type { Directory } from "../directory/directory.ts";
import { tokenExchangeAppId } from "../directory/token-exchange.ts";
import type { ServicePrincipal } from "../directory/types.ts";

/**
 * The resource decides, independent of the client's endpoint. An unchanged manifest has `null`, which means
 * 1.
 */
export function accessTokenVersion(directory: Directory, { appId }: ServicePrincipal): 1 | 2 {
  if (appId === tokenExchangeAppId) return 2;
  return directory.findApplication(appId)?.api.requestedAccessTokenVersion === 2 ? 2 : 1;
}
