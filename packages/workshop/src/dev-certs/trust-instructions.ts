/** The commands to trust a development CA, and to undo this. If possible, only for the current user. */
interface TrustStore {
  platform: NodeJS.Platform | "any";
  name: string;
  trust: readonly string[];
  distrust: readonly string[];
}

const nickname = "mcp-entra development CA";

/** @param fingerprint SHA-1 of the certificate, without colons: how Windows and macOS name a certificate. */
function trustStores(caPath: string, fingerprint: string): TrustStore[] {
  const nss = "certutil -d sql:$HOME/.pki/nssdb";
  const keychain = "~/Library/Keychains/login.keychain-db";
  return [
    {
      platform: "win32",
      name: "Windows (your user; Edge, Chrome)",
      trust: [`certutil -user -addstore Root "${caPath}"`],
      distrust: [`certutil -user -delstore Root ${fingerprint}`],
    },
    {
      platform: "darwin",
      name: "macOS (your user; Safari, Chrome)",
      trust: [`security add-trusted-cert -r trustRoot -p ssl -k ${keychain} "${caPath}"`],
      distrust: [`security delete-certificate -t -Z ${fingerprint} ${keychain}`],
    },
    {
      platform: "linux",
      name: "Linux (your user; Chrome, Chromium; certutil is in libnss3-tools or nss-tools)",
      trust: [`mkdir -p "$HOME/.pki/nssdb"`, `${nss} -A -t C,, -n "${nickname}" -i "${caPath}"`],
      distrust: [`${nss} -D -n "${nickname}"`],
    },
    {
      platform: "any",
      name: "Firefox",
      trust: [
        `Settings > Privacy & Security > View Certificates > Authorities > Import: ${caPath}`,
        `and tick “Trust this CA to identify websites” (on Windows and macOS, Firefox follows the system)`,
      ],
      distrust: [`Settings > Privacy & Security > View Certificates > Authorities: delete “${nickname}”`],
    },
    {
      platform: "any",
      name: "MCP clients that run on Node",
      trust: [`start them with NODE_EXTRA_CA_CERTS="${caPath}"`],
      distrust: [`unset NODE_EXTRA_CA_CERTS`],
    },
  ];
}

/**
 * All stores, this platform's first: the browser may run on another platform than the server (WSL,
 * containers).
 */
export function trustInstructions(
  action: "trust" | "distrust",
  caPath: string,
  fingerprint: string,
  platform: NodeJS.Platform = process.platform,
): string {
  const stores = trustStores(caPath, fingerprint.replaceAll(":", ""));
  const ownFirst = stores.toSorted((a, b) => rank(a, platform) - rank(b, platform));
  const lines = ownFirst.flatMap((store) => [`  ${store.name}`, store[action].map(indent)].flat());
  return lines.join("\n");
}

function indent(line: string): string {
  return `      ${line}`;
}

function rank(store: TrustStore, platform: NodeJS.Platform): number {
  if (store.platform === platform) return 0;
  return store.platform === "any" ? 1 : 2;
}
