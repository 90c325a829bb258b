import { mkdirSync, statSync } from "node:fs";
import process from "node:process";
import { packMock } from "./src/support/pack-mock.ts";

/** `pnpm pack-mock [FOLDER]`: writes the tarball of mock-entra that other projects install. */
const [folder = "."] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const path = await packMock(folder);
process.stdout.write(
  `${path} (${Math.round(statSync(path).size / 1000)} kB)\nInstall it elsewhere: npm install --save-dev ${path}\n`,
);
