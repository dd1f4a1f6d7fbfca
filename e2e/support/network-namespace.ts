/** A network namespace of Linux: to the server it is another machine, with an address and a loopback of its own. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface NetworkNamespace {
  /** Where it reaches this machine. */
  readonly hostAddress: string;
  /** A program that runs `command` over there, with the same arguments. */
  wrapperScript(command: string): string;
  run(command: string, ...args: string[]): string;
  remove(): void;
}

/** Why there can be none here; undefined if there can. */
export function whyNoNetworkNamespace(): string | undefined {
  if (process.getuid?.() !== 0) return "it takes Linux and root to make a network namespace";
  try {
    createNetworkNamespace().remove();
    return undefined;
  } catch {
    return "network namespaces cannot be made here: install iproute2, or allow the container NET_ADMIN and SYS_ADMIN";
  }
}

export function createNetworkNamespace(): NetworkNamespace {
  // Two of them may stand at once; 198.18.0.0/15 is for tests (RFC 2544).
  const id = process.pid % 16_000;
  const name = `crosswire-${id}`;
  const address = (last: number) => `198.18.${id >> 6}.${((id & 63) << 2) + last}`;
  const [here, there] = [`cw${id}a`, `cw${id}b`];
  const ip = (...args: string[]) => execFileSync("ip", args, { stdio: "pipe" });
  const folder = mkdtempSync(join(tmpdir(), "crosswire-machine-"));
  const remove = (): void => {
    // The link goes with the namespace.
    ip("netns", "delete", name);
    rmSync(folder, { recursive: true });
  };
  ip("netns", "add", name);
  try {
    ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    // An IPv6 address that comes a second late is a change of network to a browser, which drops its requests.
    ip("link", "set", here, "addrgenmode", "none");
    ip("-netns", name, "link", "set", there, "addrgenmode", "none");
    ip("address", "add", `${address(1)}/30`, "dev", here);
    ip("link", "set", here, "up");
    ip("-netns", name, "address", "add", `${address(2)}/30`, "dev", there);
    ip("-netns", name, "link", "set", there, "up");
    ip("-netns", name, "link", "set", "lo", "up");
  } catch (error) {
    remove();
    throw error;
  }
  return {
    hostAddress: address(1),
    wrapperScript(command) {
      const path = join(folder, "program");
      writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${name} '${command}' "$@"\n`, {
        mode: 0o755,
      });
      return path;
    },
    run: (command, ...args) => ip("netns", "exec", name, command, ...args).toString(),
    remove,
  };
}
