import { aadsts } from "../errors/aadsts-catalogue.ts";
import { EntraError } from "../errors/entra-error.ts";
import { serviceErrors } from "./service-errors.ts";

/** In place of the names that an error's text would mention: nothing went wrong with anything in particular. */
const nameless = Array.from({ length: 8 }, () => "(fault)");

/** The error with this number, worded as usual; `undefined` for one that the mock does not know. */
export function entraErrorByCode(code: number): EntraError | undefined {
  const factory = Object.values({ ...aadsts, ...serviceErrors }).find(({ details }) => details.code === code);
  if (!factory) return undefined;
  const error: unknown = Reflect.apply(factory, undefined, nameless);
  return error instanceof EntraError ? error : undefined;
}
