import { expect, test } from "vitest";
import { useMockEntra } from "../src/vitest.ts";
import { applicationCases } from "./error-table/application-cases.ts";
import { grantCases } from "./error-table/grant-cases.ts";
import { permissionCases } from "./error-table/permission-cases.ts";
import { requestCases } from "./error-table/request-cases.ts";
import { signInCases } from "./error-table/sign-in-cases.ts";

const entra = useMockEntra();
const cases = [...requestCases, ...applicationCases, ...permissionCases, ...signInCases, ...grantCases];

test.each(cases.map((item) => [item.refusal.code, item.when, item] as const))(
  "AADSTS%i: %s",
  async (_code, _when, item) => {
    expect(await item.provoke(entra)).toEqual(item.refusal);
  },
);
