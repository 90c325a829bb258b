import type { Progress } from "./progress.ts";
import { readResults, type Suite } from "./suites.ts";

export interface FollowedSuites {
  begin: (task: string, isReplayed: boolean) => void;
  /** Reports each suite as soon as its reports are there. Turbo itself prints this only at the end. */
  look: () => void;
}

export function followSuites(suites: readonly Suite[], progress: Progress): FollowedSuites {
  const open = new Map<Suite, { isReplayed: boolean }>();
  const look = () => {
    for (const [suite, { isReplayed }] of open) {
      const results = readResults(suite);
      if (results === undefined) continue;
      open.delete(suite);
      const [passed, failed] = [results.map((each) => each.passed), results.map((each) => each.failed)];
      progress.end(suite.name, { passed: sum(passed), failed: sum(failed), isReplayed });
    }
  };
  return {
    begin: (task, isReplayed) => {
      const suite = suites.find((candidate) => candidate.task === task);
      if (suite === undefined) return;
      open.set(suite, { isReplayed });
      if (isReplayed) look();
      else progress.start(suite.name);
    },
    look,
  };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
