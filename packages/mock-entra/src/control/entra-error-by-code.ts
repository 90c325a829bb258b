import { aadsts } from "../errors/aadsts-catalogue.ts";
import { EntraError } from "../errors/entra-error.ts";
import { serviceErrors } from "./service-errors.ts";

/** Replaces the names in an error's text, because there is no real cause. */
const nameless = Array.from({ length: 8 }, () => "(fault)");

/** The error with this number and its usual text; `undefined` for an unknown number. */
export function entraErrorByCode(code: number): EntraError | undefined {
  const factory = Object.values({ ...aadsts, ...serviceErrors }).find(({ details }) => details.code === code);
  if (!factory) return undefined;
  const error: unknown = Reflect.apply(factory, undefined, nameless);
  return error instanceof EntraError ? error : undefined;
}
