import { expect, it } from 'vitest';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { nixConf } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { planned } from '../plan/planned.ts';
import { noSandbox } from '../steps/no-sandbox.ts';

/** A system that is built by a tool, which it does not speak of itself. */
const system = `{ words }:
let
  make = name: script: derivation {
    inherit name; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" script ];
  };
  tool = make "tool" "echo tool > $out";
in
make "system" "test -e \${tool} && echo \${words} > $out"`;

/** The real Nix builds it, cleans up, and builds it a little otherwise. */
const rebuild = `
  cd "$1"
  export NIX_STORE_DIR=$1/store NIX_STATE_DIR=$1/state NIX_LOG_DIR=$1/log NIX_CONF_DIR=$1 NIX_REMOTE=
  build() {
    nix-build system.nix --argstr words "$1" --out-link system --option substitute false --option sandbox false \\
      --option build-users-group '' 2>&1 | grep ^building | sed 's/.*-//; s/.drv.*//'
  }
  build one
  nix-collect-garbage > /dev/null 2>&1
  build two`;

const built = (conf: string) =>
  withFolder({ 'nix.conf': conf, 'system.nix': system }, (folder) => runIsolated(rebuild, [folder]).stdout);

it.skipIf(noSandbox !== null)('what a system was built with goes with the clean-up, by default', () => {
  expect(built('')).toBe('tool\nsystem\ntool\nsystem\n');
});

it.skipIf(noSandbox !== null)('and stays on the router: a change needs nothing from outside', async () => {
  expect(built(nixConf(await evaluateRouter(planned())))).toBe('tool\nsystem\nsystem\n');
});
