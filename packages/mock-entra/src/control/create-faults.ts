import type { Endpoint } from "../http/endpoint.ts";
import type { MockState } from "../state/mock-state.ts";
import { entraErrorByCode } from "./entra-error-by-code.ts";
import { speaksGraph } from "./error-dialect.ts";
import { type Fault, type Faults, faultSchema } from "./fault.ts";
import { InvalidInputError, parseInput } from "./parse-input.ts";

/** The faults that tests and the control API add. */
export function createFaults({ faults }: MockState, endpoints: readonly Endpoint[]): Faults {
  return {
    add: (fault) => {
      parseInput(faultSchema, fault, "fault");
      assertPossible(fault, endpoints);
      const { id } = faults.add(fault).fault;
      return {
        id,
        remove: () => {
          faults.remove(id);
        },
      };
    },
    list: () => faults.list().map(({ fault }) => fault),
    remove: (id) => faults.remove(id),
    clear: () => {
      faults.clear();
    },
  };
}

/** If a fault could never happen, or not in this form, the test has a mistake. */
function assertPossible(fault: Fault, endpoints: readonly Endpoint[]): void {
  const endpoint = endpoints.find(({ name }) => name === fault.endpoint);
  if (!endpoint) {
    const names = [...new Set(endpoints.map(({ name }) => name))].toSorted().join(", ");
    throw new InvalidInputError(`fault.endpoint: found "${fault.endpoint}". Expected one of ${names}.`);
  }
  if (speaksGraph(endpoint) && fault.aadsts !== undefined) {
    throw new InvalidInputError(`fault.aadsts: ${endpoint.name} is Graph's. Expected graphError or status.`);
  }
  if (!speaksGraph(endpoint) && fault.graphError !== undefined) {
    throw new InvalidInputError(`fault.graphError: ${endpoint.name} is Entra's. Expected aadsts or status.`);
  }
  if (fault.oauthError !== undefined && fault.aadsts === undefined) {
    throw new InvalidInputError("fault.oauthError: there is no error to name. Expected aadsts beside it.");
  }
  const isUnknown = fault.aadsts !== undefined && !entraErrorByCode(fault.aadsts);
  if (isUnknown && (fault.oauthError === undefined || fault.message === undefined)) {
    throw new InvalidInputError(
      `fault.aadsts: mock-entra does not know ${fault.aadsts}. Expected oauthError and message beside it.`,
    );
  }
}
