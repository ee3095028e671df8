import { parseArgs } from 'node:util';

/** What the person asked for on the command line. Pure: words in, a request out. */
export type Request =
  | {
      readonly kind: 'wizard';
      readonly machine: string | null;
      readonly answers: string | null;
      readonly ui: 'auto' | 'tui' | 'lines' | 'plain';
      readonly ascii: boolean;
      readonly color: boolean;
    }
  | { readonly kind: 'help'; readonly command: string | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'detect'; readonly machine: string | null; readonly json: boolean }
  | {
      readonly kind: 'install';
      readonly machine: string | null;
      readonly answers: string | null;
      readonly root: string;
      readonly yes: boolean;
      readonly dryRun: boolean;
      /** Started by naar itself, apart from the terminal: the answers are staged. */
      readonly job: boolean;
    }
  | { readonly kind: 'doctor'; readonly machine: string | null; readonly json: boolean }
  | { readonly kind: 'record'; readonly machine: string | null; readonly directory: string }
  | { readonly kind: 'check'; readonly machine: string | null; readonly file: string }
  | { readonly kind: 'schema' }
  | {
      readonly kind: 'render';
      readonly machine: string | null;
      readonly answers: string;
      readonly out: string;
      readonly withSecrets: boolean;
      readonly force: boolean;
    }
  /** The words make no sense; `message` is one sentence with the way out. */
  | { readonly kind: 'mistake'; readonly message: string };

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
  machine: { type: 'string', commands: ['', 'detect', 'record', 'check', 'render', 'doctor', 'install'] },
  ui: { type: 'string', commands: [] },
  ascii: { type: 'boolean', commands: [] },
  'no-color': { type: 'boolean', commands: [] },
  json: { type: 'boolean', commands: ['detect', 'doctor'] },
  answers: { type: 'string', commands: ['', 'render', 'install'] },
  root: { type: 'string', commands: ['install'] },
  yes: { type: 'boolean', commands: ['install'] },
  'dry-run': { type: 'boolean', commands: ['install'] },
  resume: { type: 'boolean', commands: ['install'] },
  job: { type: 'boolean', commands: ['install'] },
  out: { type: 'string', commands: ['render'] },
  'with-secrets': { type: 'boolean', commands: ['render'] },
  force: { type: 'boolean', commands: ['render'] },
} as const;

type Values = { readonly [name: string]: string | boolean | undefined };

const commands = ['detect', 'record', 'check', 'schema', 'render', 'install', 'doctor'];
const later = ['reconfigure', 'confirm', 'rollback', 'backup'];
const looks = ['auto', 'tui', 'lines', 'plain'];

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
  if (command !== null && later.includes(command)) return `naar ${command} is not built yet.`;
  if (command !== null && !commands.includes(command)) return `"${command}" is not a command of naar.`;
  if (typeof values.ui === 'string' && !looks.includes(values.ui)) return `--ui takes one of ${looks.join(', ')}.`;
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
    job: values.job === true,
  };
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
