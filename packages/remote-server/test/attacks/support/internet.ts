import net, { isIP, type LookupFunction, type SocketConnectOpts } from "node:net";

/** The internet as a server under attack sees it. None of its requests reaches the real internet. */
export interface Internet {
  /** The answers of name servers, by host name: the first answer, and all later ones. */
  names: Readonly<Record<string, { first: readonly string[]; later: readonly string[] }>>;
  /** By address: the port of this machine that answers for https in place of that host. */
  hosts: Readonly<Record<string, number>>;
}

export interface InstalledInternet {
  replace: (internet: Internet) => void;
  /** Replaces DNS. */
  resolveHost: (hostname: string) => Promise<readonly string[]>;
  remove: () => void;
}

/** Redirects this process's connections to port 443 to the simulated internet. */
export function installInternet(): InstalledInternet {
  let { names, hosts }: Internet = { names: {}, hosts: {} };
  const asked = new Set<string>();
  const answer = (hostname: string): readonly string[] => {
    if (isIP(hostname) !== 0) return [hostname];
    const isFirst = !asked.has(hostname);
    asked.add(hostname);
    return (isFirst ? names[hostname]?.first : names[hostname]?.later) ?? [];
  };
  const lookup: LookupFunction = (hostname, _options, callback) => {
    callback(
      null,
      answer(hostname).map((address) => ({ address, family: isIP(address) })),
    );
  };
  // oxlint-disable-next-line typescript/unbound-method -- applied to the socket that it is called on
  const realConnect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connect(this: net.Socket, ...parameters: never[]): net.Socket {
    const [options, listener] = parameters as unknown as [ConnectOptions, (() => void) | undefined];
    if (Number(options.port) !== 443) return Reflect.apply(realConnect, this, parameters);
    const host = options.host ?? "";
    (options.lookup ?? lookup)(host, { all: true }, (_error, found) => {
      const [first] = Array.isArray(found) ? found : [];
      const port = hosts[first?.address ?? ""];
      if (port === undefined) this.destroy(new Error(`No server is at ${first?.address}.`));
      else Reflect.apply(realConnect, this, [{ ...options, host: "127.0.0.1", port }, listener]);
    });
    return this;
  };
  return {
    replace: (internet) => void ({ names, hosts } = internet),
    resolveHost: async (hostname) => answer(hostname),
    remove: () => void (net.Socket.prototype.connect = realConnect),
  };
}

type ConnectOptions = SocketConnectOpts & { port?: number | string; host?: string; lookup?: LookupFunction };
