import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type BrokerOptions, findBroker } from "./find-broker.ts";

/** A folder that contains a package with that name, as after an installation by npm. */
function install(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), "broker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const target = join(folder, "node_modules/@azure/msal-node-extensions");
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "package.json"), '{"main":"index.cjs"}');
  writeFileSync(join(target, "index.cjs"), source);
  return folder;
}

const plugin = (isAvailable: boolean): string =>
  `const method = async () => undefined;
   exports.NativeBrokerPlugin = class {
     isBrokerAvailable = ${isAvailable}; setLogger = method; getAllAccounts = method; acquireTokenSilent = method;
     acquireTokenInteractive = method; signOut = method;
   };`;

function find(changes: Partial<BrokerOptions>) {
  const lines: string[] = [];
  const found = findBroker({
    signInOption: "auto",
    machine: { isRemote: false, hasDisplay: true },
    folder: undefined,
    writeLine: (line) => lines.push(line),
    ...changes,
  });
  return { found, lines };
}

/** A package that throws when it is loaded is reported. A package that is not loaded is not. */
async function outcomeOf(changes: Partial<BrokerOptions>) {
  const { found, lines } = find(changes);
  return { broker: await found, lines };
}
const notLoaded = { broker: undefined, lines: [] };

describe("a broker plug-in", () => {
  it("is used when the operator has installed it", async () => {
    const { found, lines } = find({ folder: install(plugin(true)) });
    expect(await found).toMatchObject({ isBrokerAvailable: true });
    expect(lines).toEqual([]);
  });

  it("is not needed, and not part of this repository", async () => {
    expect(await find({}).found).toBeUndefined();
  });

  it.each(["browser", "device-code"] as const)(
    "is not even loaded with --sign-in %s",
    async (signInOption) => {
      const folder = install("throw new Error('loaded')");
      expect(await outcomeOf({ signInOption, folder })).toEqual(notLoaded);
    },
  );

  it("is not loaded over SSH or in a container, where its window would open elsewhere or nowhere", async () => {
    const folder = install("throw new Error('loaded')");
    const machine = { isRemote: true, hasDisplay: true };
    expect(await outcomeOf({ machine, folder })).toEqual(notLoaded);
  });

  it.each([
    ["finds no broker on this machine", plugin(false), "it finds no broker on this machine"],
    ["cannot be loaded", "throw new Error('libsecret is missing')", "libsecret is missing"],
    [
      "is of another kind",
      "exports.NativeBrokerPlugin = class {}",
      "it has no NativeBrokerPlugin that MSAL could use",
    ],
  ])("that %s is reported and left aside; a user who insists on it is told", async (_, source, reason) => {
    const folder = install(source);
    const { found, lines } = find({ folder });
    expect(await found).toBeUndefined();
    expect(lines).toEqual([
      `@azure/msal-node-extensions is installed, but cannot be used: ${reason}. Signing in without a broker.`,
    ]);
    await expect(find({ folder, signInOption: "broker" }).found).rejects.toMatchObject({
      code: "configuration_invalid",
      message: expect.stringContaining(`@azure/msal-node-extensions cannot be used: ${reason}. Install it`),
    });
  });

  it("that is asked for and not there is an error with the command that installs it", async () => {
    await expect(find({ signInOption: "broker" }).found).rejects.toThrow(
      "@azure/msal-node-extensions is not installed. Install it where this server finds it: npm install --prefix",
    );
    await expect(find({ folder: "/nowhere" }).found).rejects.toThrow("is not installed in /nowhere");
  });

  it("in the working directory is never found: a folder that was just opened must not run code", async () => {
    const folder = install("throw new Error('loaded')");
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    expect(await outcomeOf({})).toEqual(notLoaded);
  });
});
