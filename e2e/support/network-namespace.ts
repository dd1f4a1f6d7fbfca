/** A Linux network namespace. To the server it is another machine, with its own address and its own loopback. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface NetworkNamespace {
  /** The address of this machine as the namespace reaches it. */
  readonly hostAddress: string;
  /** A program that runs `command` with the same arguments in the namespace. */
  wrapperScript(command: string): string;
  run(command: string, ...args: string[]): string;
  remove(): void;
}

/** Why this machine cannot make one; undefined if it can. */
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
    // The system removes the link together with the namespace.
    ip("netns", "delete", name);
    rmSync(folder, { recursive: true });
  };
  ip("netns", "add", name);
  try {
    ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    // Without this an IPv6 address appears a second later. A browser takes that for another network and drops its requests.
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
