import { dirname } from 'node:path';
import {
  evaluateConfiguration,
  isSet,
  type NixSet,
  plainConfiguration,
  storePaths,
  storeText,
} from '../../nixos/evaluate.ts';
import { unitFiles } from '../../nixos/judges/nixos-files.ts';
import { type Job, type JobFile, program, text } from '../pack-job.ts';
import { modules, withoutWork } from './modules.ts';
import { switchableUnits } from './switchable-units.ts';

/**
 * A generated router as files of the guest: the configuration is evaluated by Nix to data, and each option becomes
 * what the module of NixOS would write. `folder` is what `naar render` wrote. Throws for an option that the lab does
 * not know, by name: nothing is left out in silence.
 */
export async function activate(folder: string, release: string): Promise<Job> {
  const config = plainConfiguration(await evaluateConfiguration(folder, release));
  if (!isSet(config)) throw new Error('The configuration is no set of options.');
  const unknown = unknownOptions(config);
  if (unknown.length > 0)
    throw new Error(`The lab does not know these options, so it cannot say that they work:\n${unknown.join('\n')}`);

  const files: Record<string, string> = {};
  for (const module of modules) Object.assign(files, module.files?.(config));
  const whole = [...modules.map((module) => module.units?.(config) ?? {}), config].reduce(layOver);
  const units = unitFiles(whole, (name, script) => {
    files[`nix/store/lab-${name}`] = `#!/nix/store/placeholder-bash/bin/bash\nset -e\n${script}\n`;
    return `/nix/store/lab-${name}`;
  });
  for (const [name, unit] of Object.entries(units)) files[`etc/systemd/system/${name}`] = withPath(unit);
  addStored(files);

  const all = Object.values(files).join('\n');
  const packages = [...new Set(all.match(/\/nix\/store\/placeholder-[\w+.-]+/g) ?? [])];
  const enable = [...Object.keys(units), ...modules.flatMap((module) => module.enable?.(config) ?? [])];
  return {
    'switch.json': text(JSON.stringify(switchableUnits(whole, files))),
    ...Object.fromEntries(Object.entries(files).map(([path, content]) => [`root/${path}`, fileOf(path, content)])),
    users: text(`${modules.flatMap((module) => module.users?.(config) ?? []).join('\n')}\n`),
    packages: text(`${packages.join('\n')}\n`),
    enable: text(`${enable.join('\n')}\n`),
  };
}

/** Options that neither a module of the lab nor the list of those without work covers, dotted. */
export function unknownOptions(config: NixSet): readonly string[] {
  const known = [...modules.flatMap(({ options }) => options), ...Object.keys(withoutWork)].map((option) =>
    option.split('.'),
  );
  const visit = (value: unknown, path: readonly string[]): readonly string[] => {
    const covered = known.some(
      (option) => option.length <= path.length && option.every((part, index) => part === '*' || part === path[index]),
    );
    if (covered) return [];
    if (!isSet(value) || Object.keys(value).length === 0) return [path.join('.')];
    return Object.entries(value).flatMap(([name, inner]) => visit(inner, [...path, name]));
  };
  return visit(config, []);
}

/** What later modules say goes over what earlier ones said; lists are joined, as NixOS does. */
function layOver(under: NixSet, over: NixSet): NixSet {
  const both = Object.entries(over).map(([name, value]) => {
    const below = under[name];
    if (isSet(below) && isSet(value)) return [name, layOver(below, value)];
    // an empty one adds nothing, so it stands there by force
    if (Array.isArray(below) && Array.isArray(value)) return [name, value.length === 0 ? [] : [...below, ...value]];
    return [name, value];
  });
  return { ...under, ...Object.fromEntries(both) };
}

function withPath(unit: string): string {
  return unit.replace('[Service]\n', '[Service]\nEnvironment=PATH=/lab/bin\n');
}

/** Texts that the configuration put into the store, and those that they name; the store of the evaluation becomes the guest's. */
function addStored(files: Record<string, string>): void {
  const waiting = Object.values(files).flatMap(storePaths);
  const prefixes = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    prefixes.add(dirname(path));
    const target = `nix/store/${path.slice(dirname(path).length + 1)}`;
    const stored = storeText(path);
    if (stored === null) throw new Error(`${path} is no text in the store of the evaluation.`);
    if (files[target] !== undefined) continue;
    files[target] = stored;
    waiting.push(...storePaths(stored));
  }
  for (const [path, content] of Object.entries(files))
    files[path] = [...prefixes].reduce((changed, prefix) => changed.replaceAll(prefix, '/nix/store'), content);
  // a package of one script is one text here; its program is bin/NAME
  const all = Object.values(files).join('\n');
  for (const [, name = '', inner = ''] of all.matchAll(/\/nix\/store\/([a-z0-9]{32}-[\w+.?=-]+)\/(bin\/[\w.-]+)/g)) {
    const content = files[`nix/store/${name}`];
    if (content === undefined) continue;
    files[`nix/store/${name}/${inner}`] = content;
    delete files[`nix/store/${name}`];
  }
}

function fileOf(path: string, content: string): JobFile {
  return path.startsWith('nix/store/') || content.startsWith('#!') ? program(content) : text(content);
}
