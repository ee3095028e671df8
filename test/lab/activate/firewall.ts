import { at, type NixSet } from '../../nixos/evaluate.ts';
import { entries, type Module, on, service, when } from './module.ts';

/** What keeps others out. */
export const firewallModules: readonly Module[] = [
  {
    source: 'nixos/modules/services/networking/nftables.nix',
    options: [
      'networking.nftables.enable',
      'networking.nftables.extraDeletions',
      'networking.nftables.tables.*.family',
      'networking.nftables.tables.*.content',
    ],
    units: (config) => when(on(config, 'networking', 'nftables'), nftablesUnit),
    files: (config) => (on(config, 'networking', 'nftables') ? nftablesScripts(config) : {}),
    differs: 'The ruleset is not tried by the build (checkRuleset).',
  },
];

const nft = '/nix/store/placeholder-nftables/bin/nft';

const deletionsVar = '/var/lib/nftables/deletions.nft';

/** In the module's order: earlier deletions, present deletions, tables, all one transaction; then what is to be deleted is kept. */
function nftablesScripts(config: NixSet): Readonly<Record<string, string>> {
  const tables = entries(at(config, 'networking', 'nftables', 'tables')).filter(
    ([, table]) => at(table, 'enable') !== false,
  );
  const head = (name: string, table: unknown) => `table ${at(table, 'family')} ${name}`;
  const deletions = tables.map(([name, table]) => `${head(name, table)}\ndelete ${head(name, table)}\n`).join('');
  const rules = tables.map(([name, table]) => `${head(name, table)} {\n${at(table, 'content')}\n}\n`).join('');
  const shell = '#!/nix/store/placeholder-bash/bin/bash\n';
  return {
    'nix/store/lab-nftables-deletions': `#!${nft} -f\n${deletions}${at(config, 'networking', 'nftables', 'extraDeletions') ?? ''}`,
    'nix/store/lab-nftables-rules': `#!${nft} -f\ninclude "${deletionsVar}"\ninclude "/nix/store/lab-nftables-deletions"\n${rules}`,
    'nix/store/lab-nftables-ensure-deletions': `${shell}touch ${deletionsVar}\nchmod +x ${deletionsVar}\n`,
    'nix/store/lab-nftables-save-deletions': `${shell}cp /nix/store/lab-nftables-deletions ${deletionsVar}\n`,
    'nix/store/lab-nftables-cleanup-deletions': `${shell}rm ${deletionsVar}\n`,
  };
}

const load = ['ensure-deletions', 'rules', 'save-deletions'].map((part) => `/nix/store/lab-nftables-${part}`);

const nftablesUnit = service('nftables', {
  description: 'nftables firewall',
  after: ['sysinit.target'],
  before: ['network-pre.target', 'shutdown.target'],
  conflicts: ['shutdown.target'],
  wants: ['network-pre.target', 'sysinit.target'],
  wantedBy: ['multi-user.target'],
  reloadIfChanged: true,
  unitConfig: { DefaultDependencies: false },
  serviceConfig: {
    Type: 'oneshot',
    RemainAfterExit: true,
    ExecStart: load,
    ExecReload: load,
    ExecStop: [deletionsVar, '/nix/store/lab-nftables-cleanup-deletions'],
    StateDirectory: 'nftables',
  },
});
