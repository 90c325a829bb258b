import { witnessedBy } from "../witnessed-by.ts";

const userinfo = "https://learn.microsoft.com/entra/identity-platform/userinfo";

/** OpenID Connect's userinfo, which Graph answers. */
export const userinfoRows = witnessedBy("test/graph-users.test.ts", [
  {
    id: "userinfo-subject",
    feature: "userinfo: sub",
    entra: "The one of the client's id tokens.",
    source: userinfo,
    test: "userinfo > has the sub of the client's id token, and the name",
    breakIt: {
      file: "endpoints/userinfo.ts",
      find: "pairwiseSubject(caller.appId, user.id)",
      replace: "user.id",
    },
  },
  {
    id: "userinfo-claims",
    feature: "userinfo: claims",
    entra: "name, family_name, given_name, picture, and email with its scope; GET and POST.",
    source: userinfo,
    test: "userinfo > email comes with the scope email",
    breakIt: {
      file: "endpoints/userinfo.ts",
      find: 'caller.permissions.includes("email") && user.mail !== null',
      replace: "user.mail !== null",
    },
  },
]);
