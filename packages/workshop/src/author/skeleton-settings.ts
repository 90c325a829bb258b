/**
 * The small files of an exercise, by path. They are the same in every exercise, except for names and
 * libraries.
 */
export function skeletonSettings(folderName: string): Record<string, string> {
  return {
    "package.json": json(packageJson(folderName)),
    "tsconfig.json": tsconfig("../../tsconfig.base.json", '"./work/*", "./starter/*"', '"work", "draft", '),
    "tsconfig.solution.json": tsconfig("./tsconfig.json", '"./solution/*"', ""),
    // Turbo does not see work/, and would show an old result of the learner's tests.
    "turbo.json": '{\n  "extends": ["//"],\n  "tasks": {\n    "test": { "extends": false }\n  }\n}\n',
    "vitest.config.ts":
      'import { exerciseProjects } from "@mcp-entra/workshop/vitest";\n\nexport default exerciseProjects(import.meta.dirname);\n',
  };
}

function packageJson(folderName: string): object {
  const command = "node ../../packages/workshop/src/commands";
  return {
    name: `@mcp-entra/exercise-${folderName}`,
    version: "0.0.0",
    private: true,
    license: "MIT",
    type: "module",
    scripts: {
      test: `${command}/exercise.ts test`,
      "test:solution": `${command}/exercise.ts test-solution`,
      verify: `${command}/exercise.ts verify`,
      workshop: `${command}/workshop.ts`,
      typecheck: "tsc --noEmit --project tsconfig.solution.json",
    },
    devDependencies: { "@mcp-entra/workshop": "workspace:*", vitest: "catalog:" },
  };
}

function tsconfig(base: string, paths: string, own: string): string {
  return `{
  "extends": "${base}",
  "compilerOptions": { "paths": { "#exercise/*": [${paths}] } },
  "include": [${own}"starter", "solution", "alternative", "tests", "vitest.config.ts"]
}
`;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
