import { isSet, type NixSet } from './evaluate.ts';
import { type OptionPath, shown, unknown, words } from './option-words.ts';
import table from './options.json' with { type: 'json' };

/** A row of the table: a type in its words, and the releases that brought the option, took it away or renamed it. */
export type Row = {
  readonly type: string;
  readonly since?: string;
  readonly removed?: string;
  readonly alias?: string;
  readonly use?: string;
};

/** What one row has against a value in that release; nothing where all is well. */
export function checkRow(row: Row, value: unknown, path: OptionPath, release: string): string[] {
  if (row.since !== undefined && row.since > release)
    return [`${words(path)} came with NixOS ${row.since}; ${release} does not have it.`];
  if (row.removed !== undefined && row.removed <= release)
    return [`${words(path)} is gone since NixOS ${row.removed}; use ${row.use}.`];
  if (row.alias !== undefined && row.alias <= release)
    return [`${words(path)} is an old name since NixOS ${row.alias}; use ${row.use}.`];
  return typeOf(row.type)(value, path, release);
}

/** What a mark of lib holds, or null where the value carries none. Also the branch not taken must be right. */
export function contentsOfMark(value: unknown): readonly unknown[] | null {
  if (!isSet(value)) return null;
  if (value._type === 'override' || value._type === 'order' || value._type === 'if') return [value.content];
  return value._type === 'merge' && Array.isArray(value.contents) ? value.contents : null;
}

type Type = (value: unknown, path: OptionPath, release: string) => string[];

const simpleTypes: Record<string, (value: unknown) => boolean> = {
  anything: () => true,
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(value),
  uint: (value) => Number.isInteger(value) && Number(value) >= 0,
  positive: (value) => Number.isInteger(value) && Number(value) > 0,
  float: (value) => typeof value === 'number',
  port: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
  string: (value) => typeof value === 'string',
  lines: (value) => typeof value === 'string',
  line: (value) => typeof value === 'string' && !value.includes('\n'),
  path: (value) => typeof value === 'string' && value.startsWith('/'),
  package: (value) => typeof value === 'string' && /^\/.*\/(placeholder|[a-z0-9]{32})-[^/]+$/.test(value),
  release: (value) => typeof value === 'string' && /^\d\d\.(05|11)$/.test(value),
  'host name': (value) => typeof value === 'string' && /^$|^[a-z0-9]([\w-]{0,61}[a-z0-9])?$/i.test(value),
  unit: (value) =>
    typeof value === 'string' &&
    /^[\w:.@\\-]+\.(service|target|timer|path|socket|device|mount|automount|slice|swap)$/.test(value),
  mac: (value) => typeof value === 'string' && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value),
  bytes: (value) => Number.isInteger(value) || (typeof value === 'string' && /^\d+[KMGT]?$/.test(value)),
  'yes-no': (value) => typeof value === 'boolean' || value === 'yes' || value === 'no',
  'systemd value': (value) =>
    (Array.isArray(value) ? value : [value]).every((item) => ['string', 'number', 'boolean'].includes(typeof item)),
};

function typeOf(words: string): Type {
  const known = types.get(words);
  if (known !== undefined) return known;
  const type = marksAside(parseType(words));
  types.set(words, type);
  return type;
}

const types = new Map<string, Type>();

function parseType(text: string): Type {
  const alternatives = splitOutside(text, '|');
  if (alternatives.length > 1) {
    const parsed = alternatives.map(typeOf);
    return (value, path, release) =>
      parsed.some((type) => type(value, path, release).length === 0)
        ? []
        : [`${words(path)} is ${shown(value)}, but must be ${text.replaceAll(' | ', ' or ')}.`];
  }
  if (text.startsWith('(') && text.endsWith(')')) return typeOf(text.slice(1, -1));
  const [, container, inner] = /^(list|set) of (.+)$/.exec(text) ?? [];
  if (container === 'list' && inner !== undefined) return listType(inner);
  if (container === 'set' && inner !== undefined) return setType(inner);
  if (text.startsWith('section ')) return sectionType(text.slice('section '.length).split(', '));
  return plainType(text);
}

function listType(inner: string): Type {
  return (value, path, release) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => typeOf(inner)(item, [...path, index], release))
      : [`${words(path)} is ${shown(value)}, but must be a list of ${inner}.`];
}

function setType(inner: string): Type {
  return (value, path, release) =>
    isSet(value)
      ? Object.entries(value).flatMap(([name, item]) => typeOf(inner)(item, [...path, name], release))
      : [`${words(path)} is ${shown(value)}, but must be a set of ${inner}.`];
}

/** The keys of one or more sections of the table; a name with `!` must be there. */
function sectionType(names: readonly string[]): Type {
  const sections = table.sections as Record<string, Record<string, string | Row> | undefined>;
  const rows = new Map<string, Row>();
  const needed: string[] = [];
  for (const name of names) {
    const section = sections[name];
    if (section === undefined) throw new Error(`options.json has no section ${name}.`);
    for (const [key, row] of Object.entries(section)) {
      if (key.endsWith('!')) needed.push(key.slice(0, -1));
      rows.set(key.replace(/!$/, ''), typeof row === 'string' ? { type: row } : row);
    }
  }
  return (value, path, release) => {
    if (!isSet(value)) return [`${words(path)} is ${shown(value)}, but must be a set.`];
    const missing = needed.filter((key) => value[key] === undefined).map((key) => `${words(path)} lacks ${key}.`);
    return [...missing, ...sectionKeys(value, rows, path, release)];
  };
}

function sectionKeys(value: NixSet, rows: ReadonlyMap<string, Row>, path: OptionPath, release: string): string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const row = rows.get(key);
    return row === undefined ? [unknown([...path, key], rows.keys())] : checkRow(row, inner, [...path, key], release);
  });
}

function plainType(text: string): Type {
  const range = /^(-?\d+) to (\d+)$/.exec(text);
  const choices = text.startsWith('one of ') ? text.slice('one of '.length).split(', ') : null;
  const test =
    choices !== null
      ? (value: unknown) => typeof value === 'string' && choices.includes(value)
      : range !== null
        ? (value: unknown) =>
            Number.isInteger(value) && Number(value) >= Number(range[1]) && Number(value) <= Number(range[2])
        : simpleTypes[text];
  if (test === undefined) throw new Error(`options.json has a type that is not known: ${text}.`);
  return (value, path) => (test(value) ? [] : [`${words(path)} is ${shown(value)}, but must be ${text}.`]);
}

/** A mark may stand at any depth. */
function marksAside(type: Type): Type {
  return (value, path, release) => {
    const contents = contentsOfMark(value);
    return contents === null
      ? type(value, path, release)
      : contents.flatMap((content) => marksAside(type)(content, path, release));
  };
}

function splitOutside(text: string, sign: string): readonly string[] {
  let depth = 0;
  let start = 0;
  const parts: string[] = [];
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (text[index] === sign && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}
