import type { ClientFlow } from "../client-flow.ts";
import { azureIdentityFlows } from "./azure-identity.ts";
import { graphClientFlows } from "./graph-clients.ts";
import { msalNodeFlows } from "./msal-node.ts";
import { oauthLibraryFlows } from "./oauth-libraries.ts";
import { resourceServerFlows } from "./resource-servers.ts";
import { webFrameworkFlows } from "./web-frameworks.ts";

/** In the order of the page. */
export const allFlows: ClientFlow[] = [
  ...msalNodeFlows,
  ...azureIdentityFlows,
  ...graphClientFlows,
  ...oauthLibraryFlows,
  ...webFrameworkFlows,
  ...resourceServerFlows,
];
