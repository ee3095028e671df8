import { expect, it } from 'vitest';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { nixConf } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { planned } from '../plan/planned.ts';
import { noLoopDisk } from '../steps/no-sandbox.ts';

/**
 * The real Nix writes into a store on ext4, as a rebuild does: one path is added as a download is, one is built. Then the
 * disk is copied as it is, which is what a power cut leaves, and Nix reads the store of the copy.
 */
const rebuild = `
  cd "$1"
  truncate -s 200M disk
  mkfs.ext4 -q disk
  mkdir at part
  mount -o loop disk at
  export NIX_STORE_DIR=$1/at/store NIX_STATE_DIR=$1/at/state NIX_LOG_DIR=$1/at/log NIX_CONF_DIR=$1 NIX_REMOTE=
  # a router has had its store for long
  nix-store --init 2> /dev/null
  sync at/state/db/*
  yes word | head -c 300000 > part/content
  nix-store --add-fixed --recursive sha256 part 2> /dev/null
  nix-build --no-out-link --option substitute false --option sandbox false --option build-users-group '' --expr 'derivation {
    name = "built"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo word > $out" ];
  }' 2> /dev/null
  cp --sparse=always disk after
  umount at
  mount -o loop after at
  nix-store --verify --check-contents 2>&1 | grep modified
  umount at`;

async function after(conf: string): Promise<{ readonly paths: readonly string[]; readonly torn: readonly string[] }> {
  const said = withFolder({ 'nix.conf': conf }, (folder) => runIsolated(rebuild, [folder]).stdout);
  const names = (start: string) =>
    said.split('\n').flatMap((line) => (line.startsWith(start) ? [/store\/\w+-(\w+)/.exec(line)![1]!] : []));
  return { paths: names('/'), torn: names('path ') };
}

it.skipIf(noLoopDisk !== null)('a power cut in a rebuild tears what Nix calls valid, by default', async () => {
  expect(await after('')).toEqual({ paths: ['part', 'built'], torn: expect.arrayContaining(['part', 'built']) });
});

it.skipIf(noLoopDisk !== null)('and nothing of it on the router', async () => {
  const conf = nixConf(await evaluateRouter(planned()));
  expect(conf).not.toBe('');
  expect(await after(conf)).toEqual({ paths: ['part', 'built'], torn: [] });
});
