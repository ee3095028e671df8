import { parseArgs } from 'node:util';
import type { Request } from './request.ts';

/** `words` are the arguments behind the program's name. */
export function readCommandLine(words: readonly string[]): Request {
  const parsed = parse(words);
  if (typeof parsed === 'string') return { kind: 'mistake', message: parsed };
  const { values, positionals } = parsed;
  const command = positionals[0] ?? null;
  if (values.help === true) return { kind: 'help', command };
  if (values.version === true) return { kind: 'version' };
  const wrong = wrongOption(command, values);
  if (wrong !== null) return mistake(wrong, command);
  return command === null ? readWizard(values) : readCommand(positionals, values);
}

/** Options by name, with the commands that take them (none named: all; an empty name: the wizard). */
const options = {
  help: { type: 'boolean', short: 'h', commands: [] },
  version: { type: 'boolean', commands: [] },
  machine: {
    type: 'string',
    commands: ['', 'detect', 'record', 'check', 'render', 'doctor', 'install', 'reconfigure'],
  },
  ui: { type: 'string', commands: [] },
  ascii: { type: 'boolean', commands: [] },
  'no-color': { type: 'boolean', commands: [] },
  json: { type: 'boolean', commands: ['detect', 'doctor'] },
  answers: { type: 'string', commands: ['', 'render', 'install', 'reconfigure'] },
  root: { type: 'string', commands: ['install'] },
  yes: { type: 'boolean', commands: ['install', 'reconfigure', 'rollback'] },
  'dry-run': { type: 'boolean', commands: ['install', 'reconfigure'] },
  'confirm-within': { type: 'string', commands: ['reconfigure', 'rollback'] },
  edited: { type: 'string', commands: ['reconfigure'] },
  resume: { type: 'boolean', commands: ['install'] },
  job: { type: 'boolean', commands: ['install'] },
  out: { type: 'string', commands: ['render'] },
  'with-secrets': { type: 'boolean', commands: ['render'] },
  force: { type: 'boolean', commands: ['render'] },
} as const;

type Values = { readonly [name: string]: string | boolean | undefined };

const commands = 'detect record check schema render install reconfigure confirm rollback doctor backup'.split(' ');
/** Options that take one of some words. */
const choices = { ui: ['auto', 'tui', 'lines', 'plain'], edited: ['merge', 'local', 'keep', 'overwrite'] };

function parse(
  words: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } | string {
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const known = Object.hasOwn(options, token.name) ? options[token.name as keyof typeof options] : undefined;
    if (known === undefined) return `${token.rawName} is not an option of naar. ${seeHelp(null)}`;
    if (Object.hasOwn(values, token.name)) return `${token.rawName} is given twice.`;
    if (known.type === 'boolean' && token.value !== undefined) return `${token.rawName} takes no value.`;
    // "-" is standard input; "--out --force" forgot the directory, and --out=--force means it
    const forgotten = token.inlineValue === false && /^-./.test(token.value ?? '');
    if (known.type === 'string' && (token.value === undefined || token.value === '' || forgotten))
      return `${token.rawName} needs a value behind it.`;
    values[token.name] = token.value ?? true;
  }
  return { values, positionals };
}

function wrongOption(command: string | null, values: Values): string | null {
  if (command !== null && !commands.includes(command)) return `"${command}" is not a command of naar.`;
  for (const [name, words] of Object.entries(choices))
    if (values[name] !== undefined && !words.includes(String(values[name])))
      return `--${name} takes one of ${words.join(', ')}.`;
  const seconds = secondsOf(values);
  if (!(seconds >= trial.least && seconds <= trial.most))
    return '--confirm-within takes a time from 2m to 1h, such as 5m.';
  for (const [name, option] of Object.entries(options)) {
    const takers: readonly string[] = option.commands;
    if (values[name] !== undefined && takers.length > 0 && !takers.includes(command ?? ''))
      return command === null
        ? `naar without a command does not take --${name}.`
        : `naar ${command} does not take --${name}.`;
  }
  return null;
}

function readCommand(positionals: readonly string[], values: Values): Request {
  const [command, ...rest] = positionals;
  const machine = typeof values.machine === 'string' ? values.machine : null;
  const surplus = (allowed: number) =>
    rest.length > allowed ? mistake(`"${rest[allowed]}" is one word too many.`, command ?? null) : null;
  switch (command) {
    case 'detect':
      return surplus(0) ?? { kind: 'detect', machine, json: values.json === true };
    case 'install':
      return surplus(0) ?? readInstall(values, machine);
    case 'reconfigure':
      return surplus(0) ?? readReconfigure(values, machine);
    case 'confirm':
      return surplus(0) ?? { kind: 'confirm' };
    case 'rollback':
      return (
        surplus(1) ?? {
          kind: 'rollback',
          set: rest[0] ?? null,
          yes: values.yes === true,
          confirmWithin: secondsOf(values),
        }
      );
    case 'backup':
      if (!rest[0]) return mistake('naar backup needs the file to write.', command);
      return surplus(1) ?? { kind: 'backup', file: rest[0] };
    case 'doctor':
      return surplus(0) ?? { kind: 'doctor', machine, json: values.json === true };
    case 'schema':
      return surplus(0) ?? { kind: 'schema' };
    case 'record':
      if (!rest[0]) return mistake('naar record needs the directory to write to.', command);
      return surplus(1) ?? { kind: 'record', machine, directory: rest[0] };
    case 'check':
      if (!rest[0]) return mistake('naar check needs the answers file.', command);
      return surplus(1) ?? { kind: 'check', machine, file: rest[0] };
    default:
      return surplus(0) ?? readRender(values, machine);
  }
}

function readWizard(values: Values): Request {
  const { answers, machine, ui = 'auto' } = values;
  return {
    kind: 'wizard',
    machine: typeof machine === 'string' ? machine : null,
    answers: typeof answers === 'string' ? answers : null,
    ui: ui as 'auto',
    ascii: values.ascii === true,
    color: values['no-color'] !== true,
  };
}

function readInstall(values: Values, machine: string | null): Request {
  const { answers, root = '/mnt' } = values;
  if (!String(root).startsWith('/')) return mistake('--root takes an absolute path such as /mnt.', 'install');
  return {
    kind: 'install',
    machine,
    answers: typeof answers === 'string' ? answers : null,
    root: String(root).replace(/(?<=.)\/+$/, ''),
    yes: values.yes === true,
    dryRun: values['dry-run'] === true,
    resume: values.resume === true,
    job: values.job === true,
  };
}

/** Shorter than a redial takes would take back every change of the line; longer than an hour is no lifeline. Seconds. */
const trial = { least: 120, most: 3600, usual: 300 } as const;

function readReconfigure(values: Values, machine: string | null): Request {
  const { answers, edited = null } = values;
  return {
    kind: 'reconfigure',
    machine,
    answers: typeof answers === 'string' ? answers : null,
    yes: values.yes === true,
    dryRun: values['dry-run'] === true,
    confirmWithin: secondsOf(values),
    edited: edited as 'merge' | null,
  };
}

function secondsOf({ 'confirm-within': within }: Values): number {
  const [, count, unit] = /^(\d+)(s|m|h)?$/.exec(String(within ?? `${trial.usual}s`)) ?? [];
  return Number(count) * { s: 1, m: 60, h: 3600 }[unit ?? 's']!;
}

function readRender(values: Values, machine: string | null): Request {
  const { answers, out } = values;
  if (typeof answers !== 'string') return mistake('naar render needs --answers FILE.', 'render');
  if (typeof out !== 'string') return mistake('naar render needs --out DIR.', 'render');
  return {
    kind: 'render',
    machine,
    answers,
    out,
    withSecrets: values['with-secrets'] === true,
    force: values.force === true,
  };
}

function mistake(message: string, command: string | null): Request {
  return { kind: 'mistake', message: `${message} ${seeHelp(command)}` };
}

function seeHelp(command: string | null): string {
  return command !== null && commands.includes(command) ? `See: naar ${command} --help` : 'See: naar --help';
}
