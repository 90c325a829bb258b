import { PublicClientApplication } from "@azure/msal-browser";

// In your build, these come from the environment. The tenant is the sample tenant, because the directory file names no other one.
const authority = "https://localhost:8443/7e4a1b2c-3d4e-4f5a-8b6c-0123456789ab";
const graph = "https://localhost:8443";

const application = new PublicClientApplication({
  auth: {
    clientId: "0b000000-0002-4000-8000-000000000002",
    authority,
    knownAuthorities: ["localhost:8443"],
    redirectUri: "http://localhost:5173/",
  },
});
const request = { scopes: ["User.Read"] };

await application.initialize();
await application.handleRedirectPromise();
const [account] = application.getAllAccounts();
document.querySelector("button").addEventListener("click", () => application.loginRedirect(request));
if (account) {
  const { accessToken } = await application.acquireTokenSilent({ ...request, account });
  const me = await fetch(`${graph}/v1.0/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  document.querySelector("output").textContent = (await me.json()).displayName;
}
