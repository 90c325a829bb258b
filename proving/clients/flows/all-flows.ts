import type { ClientFlow } from "../client-flow.ts";
import { azureIdentityFlows } from "./azure-identity.ts";
import { graphClientFlows } from "./graph-clients.ts";
import { msalBrowserFlows } from "./msal-browser.ts";
import { msalNodeFlows } from "./msal-node.ts";
import { oauthLibraryFlows } from "./oauth-libraries.ts";
import { oidcClientTsFlows } from "./oidc-client-ts.ts";
import { resourceServerFlows } from "./resource-servers.ts";
import { webFrameworkFlows } from "./web-frameworks.ts";

/** In the order of the page. */
export const allFlows: ClientFlow[] = [
  ...msalBrowserFlows,
  ...oidcClientTsFlows,
  ...msalNodeFlows,
  ...azureIdentityFlows,
  ...graphClientFlows,
  ...oauthLibraryFlows,
  ...webFrameworkFlows,
  ...resourceServerFlows,
];
