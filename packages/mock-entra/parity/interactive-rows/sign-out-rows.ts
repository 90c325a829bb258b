import { witnessedBy } from "../witnessed-by.ts";

const page = "https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request";

/** The end of the session. */
export const signOutRows = witnessedBy("test/sign-out.test.ts", [
  {
    id: "sign-out-page",
    feature: "Sign-out without an address to return to",
    entra: "A page says that it is over.",
    source: page,
    test: "without an address to return to, the page says that it is over",
    breakIt: {
      file: "pages/signed-out-page.ts",
      find: "You signed out of your account",
      replace: "Goodbye",
    },
  },
  {
    id: "sign-out-return",
    feature: "post_logout_redirect_uri",
    entra: "The browser goes back to a registered address, and state with it.",
    source: page,
    test: "the browser goes back to a registered address, with state",
    breakIt: {
      file: "endpoints/logout.ts",
      find: 'if (echoed !== undefined) url.searchParams.append("state", echoed);',
      replace: "",
    },
  },
  {
    id: "sign-out-post",
    feature: "Sign-out by POST",
    entra: "Accepted.",
    source: "unconfirmed",
    test: "a POST signs out as well",
    breakIt: { file: "endpoints/logout.ts", find: '["GET", "POST"]', replace: '["GET"]' },
  },
  {
    id: "sign-out-open-redirect",
    feature: "post_logout_redirect_uri that is not registered",
    entra: "Not gone to.",
    source: page,
    ours: "same; an address that any application of the tenant has registered will do (which one counts is unconfirmed)",
    test: "open redirect: https://evil.example/ is not gone to",
    breakIt: {
      file: "endpoints/logout.ts",
      find: "  if (!applications.some((application) => isRegisteredAddress(application, address))) return undefined;\n",
      replace: "",
    },
  },
  {
    id: "sign-out-front-channel",
    feature: "Front-channel sign-out",
    entra: "Applications that were signed in to are called at their logoutUrl, in a frame, with sid.",
    source: page,
    ours: "same; that iss comes along is unconfirmed",
    test: "applications that were signed in to are told, in a frame that the policy allows",
    breakIt: {
      file: "pages/page.ts",
      find: "...(frames.length === 0 ? []",
      replace: "...(frames.length >= 0 ? []",
    },
  },
]);
