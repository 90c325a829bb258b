import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Runs the test files of a variant next to each other. In Vitest's own order, the largest file of every variant
 * comes first. A worker loads a variant's modules once: minutes could then lie between two test files that
 * use them, and a mistake such as a time that is read once behaved differently on a slow machine.
 */
export class VariantByVariant extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => (one.moduleId < other.moduleId ? -1 : 1));
  }
}
