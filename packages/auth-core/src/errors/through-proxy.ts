import process from "node:process";

/** How Node was started: the part about proxies. */
export interface ProxySettings {
  environment: Readonly<Record<string, string | undefined>>;
  /** Node's own options: `--use-env-proxy` can be one of them. */
  options: readonly string[];
}

/**
 * Names the proxy that `fetch` uses for `url`, as a part of a message: “ through the proxy http://proxy:8080
 * (HTTPS_PROXY)”. It removes user and password from the proxy's address. It ignores address ranges in
 * NO_PROXY.
 *
 * @returns an empty text if Node uses no proxy for that address.
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
export function throughProxy(url: string, settings: ProxySettings = ownSettings()): string {
  const { environment } = settings;
  const { protocol, host, hostname } = new URL(url);
  if (!usesProxies(settings) || isExempt(host, hostname, environment)) return "";
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const address = environment[name.toLowerCase()] || environment[name];
  if (!address) return "";
  const shown = URL.canParse(address) ? new URL(address).origin : "whose address is no URL";
  return ` through the proxy ${shown} (${name})`;
}

function ownSettings(): ProxySettings {
  const { env } = process;
  return { environment: env, options: [...process.execArgv, ...(env["NODE_OPTIONS"] ?? "").split(" ")] };
}

function usesProxies({ environment, options }: ProxySettings): boolean {
  return environment["NODE_USE_ENV_PROXY"] === "1" || options.includes("--use-env-proxy");
}

function isExempt(host: string, hostname: string, environment: ProxySettings["environment"]): boolean {
  const list = environment["no_proxy"] || environment["NO_PROXY"] || "";
  return list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === "*" || entry === host || entry === hostname) return true;
      const domain = entry.replace(/^\*?\./, ".");
      return domain.startsWith(".") && hostname.endsWith(domain);
    });
}
