import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { createHttpBrowser, signIn } from "../../packages/mock-entra/src/browser/index.ts";
import { createMockEntra, seed } from "../../packages/mock-entra/src/index.ts";
import { createEmptyProject, type EmptyProject, toolchains } from "./mock-package/empty-project.ts";
import { findChromium } from "./support/find-chromium.ts";
import { freePort } from "./support/free-port.ts";
import { packMock } from "./support/pack-mock.ts";
import { stop } from "./support/programs.ts";

const recipes = resolve(import.meta.dirname, "../../packages/mock-entra/examples/recipes");
const clients = resolve(import.meta.dirname, "../clients/node_modules");
const place = mkdtempSync(join(tmpdir(), "mock-recipes-"));
let tarball: string;

beforeAll(async () => {
  tarball = await packMock(place);
});
afterAll(() => {
  rmSync(place, { recursive: true, force: true });
});

/** A project with the files of a recipe, and the packages that they import. */
function projectWith(recipe: string, packages: Readonly<Record<string, string>> = {}): EmptyProject {
  const project = createEmptyProject(place, tarball, toolchains.newest, packages);
  cpSync(join(recipes, recipe), project.folder, { recursive: true });
  return project;
}

/** The ports on the page are for people. The proof uses free ports. */
async function withFreePorts({ folder }: EmptyProject, ports: readonly number[]): Promise<void> {
  const free = await Promise.all(ports.map(async () => freePort()));
  for (const file of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    const path = join(folder, file.name);
    const content = ports.reduce(
      (changed, port, index) => changed.replaceAll(String(port), String(free[index])),
      readFileSync(path, "utf8"),
    );
    writeFileSync(path, content);
  }
}

describe("the recipes", () => {
  it("a served mock in CI: the script starts it, runs the tests, and stops it", async () => {
    const project = projectWith("served");
    project.write("package.json", JSON.stringify({ type: "module", scripts: { test: "node served.mjs" } }));
    const certificates = join(project.folder, "state");
    // npm may be missing on this machine. The script's line itself is not changed.
    project.write("node_modules/.bin/npm", '#!/bin/sh\nexec node --run "$1"\n');
    execFileSync("chmod", ["+x", join(project.folder, "node_modules/.bin/npm")]);
    expect(await project.shell("sh ci.sh", { XDG_STATE_HOME: certificates })).toContain("Ada has signed in.");
    const { frontChannelUrl } = z
      .object({ frontChannelUrl: z.url() })
      .parse(JSON.parse(readFileSync(join(project.folder, "mock-entra.json"), "utf8")));
    await expect
      .poll(async () =>
        fetch(frontChannelUrl).then(
          () => "running",
          () => "stopped",
        ),
      )
      .toBe("stopped");
  });

  it.skipIf(findChromium() === undefined)(
    "a single-page application in Playwright: MSAL in the browser, sign-in, consent, Graph",
    async () => {
      const vite = createRequire(join(realpathSync(toolchains.newest.vitest), "package.json")).resolve(
        "vite/package.json",
      );
      const project = projectWith("spa", {
        "@azure/msal-browser": join(clients, "msal-browser-5"),
        "@playwright/test": join(clients, "@playwright/test"),
        vite: dirname(vite),
      });
      await withFreePorts(project, [5173, 8080, 8443]);
      const said = await project.shell("playwright test --reporter=line", {
        CHROMIUM_PATH: findChromium() ?? "",
        XDG_STATE_HOME: join(project.folder, "state"),
      });
      expect(said).toContain("1 passed");
    },
    // The inner limits are shorter, so that the message names the part that was late.
    300_000,
  );

  it("a container beside yours: its command, under its name and with its CA, answers what the compose file tells the server", async () => {
    const project = projectWith("container");
    await withFreePorts(project, [8080, 8443]);
    const compose = readFileSync(join(project.folder, "compose.yaml"), "utf8");
    const container = readFileSync(join(project.folder, "Containerfile"), "utf8");
    const certificates = join(project.folder, "certificates");
    const listIn = (file: string, pattern: RegExp): string[] => {
      const [, list = "[]"] = pattern.exec(file) ?? [];
      return z.array(z.string()).parse(JSON.parse(list.replaceAll("/certificates", certificates)));
    };
    const [program, ...flags] = listIn(container, /^ENTRYPOINT (\[.+\])$/m);
    expect(program).toBe("node_modules/.bin/mock-entra");
    flags.push(...listIn(compose, /command: (\[.+\])$/m));
    const variable = (name: string): string => new RegExp(`${name}: (.+)`).exec(compose)?.[1] ?? "";
    const authority = new URL(variable("AUTHORITY_HOST"));
    const ports = ["--back-channel-port", authority.port, "--front-channel-port", String(await freePort())];
    const { child } = await project.start(
      "@mcp-entra/mock-entra",
      "mock-entra",
      "--json",
      ...ports,
      ...flags,
    );
    onTestFinished(async () => stop({ child }));
    const request = get(new URL(`/${seed.tenant.id}/v2.0/.well-known/openid-configuration`, authority), {
      ca: readFileSync(variable("NODE_EXTRA_CA_CERTS").replace("/certificates", certificates)),
      // The network of the containers has this name. This machine does not.
      lookup: (_name, _options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]),
    });
    const [response] = await once(request, "response");
    expect(JSON.parse(await text(response))).toMatchObject({
      issuer: `${authority.origin}/${seed.tenant.id}/v2.0`,
      token_endpoint: expect.stringContaining(variable("GRAPH_BASE_URL")),
    });
  });

  it("a tenant's directory: read by Graph, served again, and its users sign in with their groups and roles", async () => {
    const certificateDirectory = join(place, "certificates");
    const tenant = createMockEntra();
    const served = await tenant.listen({ backChannelPort: 0, frontChannelPort: 0, certificateDirectory });
    onTestFinished(async () => served.close());
    const { directory } = tenant;
    const { appId, secret, redirectUri } = seed.applications.remote;
    const application = directory.findApplication(appId);
    if (application) application.groupMembershipClaims = "SecurityGroup";
    directory.assignRole({ group: seed.groups.engineering.displayName, on: appId, role: "Auditor" });
    const graph = "https://graph.microsoft.com";
    directory.assignRole({ application: appId, on: graph, role: "Directory.Read.All" });
    const trusting = { NODE_EXTRA_CA_CERTS: served.caPath };
    const project = projectWith("tenant");
    project.write("tokens.mjs", tokensProgram);
    const credentials = { CLIENT_ID: appId, TENANT: seed.tenant.id };
    const token = await project.shell("node tokens.mjs", {
      ...trusting,
      ...credentials,
      AUTHORITY: served.authorityHost,
      SECRET: secret,
      SCOPE: `${graph}/.default`,
    });

    const file = await project.shell("node read-tenant.mjs", {
      ...trusting,
      ACCESS_TOKEN: token.trim(),
      GRAPH_BASE_URL: served.graphBaseUrl,
    });

    const copy = createMockEntra({ directory: JSON.parse(file) });
    const servedCopy = await copy.listen({ backChannelPort: 0, frontChannelPort: 0, certificateDirectory });
    onTestFinished(async () => servedCopy.close());
    expect(copy.directory.tenant).toEqual(directory.tenant);
    const query = new URLSearchParams({
      client_id: appId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid profile",
    });
    const browser = createHttpBrowser({ stopBefore: redirectUri });
    const page = await browser.visit(
      `${servedCopy.frontChannelUrl}/${seed.tenant.id}/oauth2/v2.0/authorize?${query.toString()}`,
    );
    const { userPrincipalName } = seed.users.ada;
    const { url } = await signIn(browser, page, { userPrincipalName, password: "not-a-secret" });
    const claims = await project.shell("node tokens.mjs", {
      ...trusting,
      ...credentials,
      AUTHORITY: servedCopy.authorityHost,
      SECRET: "not-a-secret",
      CODE: new URL(url).searchParams.get("code") ?? "",
      REDIRECT_URI: redirectUri,
    });
    expect(JSON.parse(claims)).toMatchObject({
      oid: seed.users.ada.id,
      groups: [seed.groups.engineering.id],
      roles: expect.arrayContaining(["Directory.Reader", "Auditor"]),
    });
  });
});

/** A token of the application itself, or with a code, the claims of the ID token. Runs in a process that trusts the mock's CA. */
const tokensProgram = `
const { AUTHORITY, TENANT, CLIENT_ID, SECRET, SCOPE, CODE, REDIRECT_URI } = process.env;
const grant = CODE
  ? { grant_type: "authorization_code", code: CODE, redirect_uri: REDIRECT_URI }
  : { grant_type: "client_credentials", scope: SCOPE };
const answer = await fetch(AUTHORITY + "/" + TENANT + "/oauth2/v2.0/token", {
  method: "POST",
  body: new URLSearchParams({ client_id: CLIENT_ID, client_secret: SECRET, ...grant }),
});
const { access_token, id_token, error_description } = await answer.json();
if (error_description) throw new Error(error_description);
console.log(CODE ? Buffer.from(id_token.split(".")[1], "base64url").toString() : access_token);
`;
