import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useMockEntra } from "../src/vitest.ts";
import { applicationCases } from "./error-table/application-cases.ts";
import { asJson, readJson } from "./error-table/error-case.ts";
import { grantCases } from "./error-table/grant-cases.ts";
import { onBehalfOfCases } from "./error-table/on-behalf-of-cases.ts";
import { permissionCases } from "./error-table/permission-cases.ts";
import { requestCases } from "./error-table/request-cases.ts";
import { signInCases } from "./error-table/sign-in-cases.ts";
import { postToken } from "./support/protocol.ts";

const entra = useMockEntra();
const cases = [
  ...requestCases,
  ...applicationCases,
  ...permissionCases,
  ...signInCases,
  ...grantCases,
  ...onBehalfOfCases,
];

test.each(cases.map((item) => [item.refusal.code, item.when, item] as const))(
  "AADSTS%i: %s",
  async (_code, _when, item) => {
    expect(await item.provoke(entra)).toEqual(item.refusal);
  },
);

test("the grant password, which the mock leaves out, is refused as unsupported", async () => {
  const { appId: client_id, secret: client_secret } = seed.applications.remote;
  const answer = await postToken({ grant_type: "password", client_id, client_secret });
  expect(readJson(answer)).toEqual(asJson(400, "unsupported_grant_type", 70003));
});
