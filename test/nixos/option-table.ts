import { nixName } from '../../src/render/nix.ts';
import { isSet, type NixSet } from './evaluate.ts';
import table from './options.json' with { type: 'json' };

/**
 * What NixOS would say about the options of an evaluated configuration: one
 * sentence for each option that the project's table does not know, that is of
 * another type, that this release does not have (yet or any more), or that is
 * an old name. An empty list is good. `release` is `25.11`, `26.05` or `26.11`.
 */
export function checkOptions(config: unknown, release: string): string[] {
  if (!isSet(config)) return ['The configuration is no set of options.'];
  const { imports, ...options } = config;
  const wrongImports = imports === undefined || Array.isArray(imports) ? [] : ['imports must be a list.'];
  return [...wrongImports, ...checkNode(tree, options, [], release)];
}

/** Every path of the table, to say in a test what it covers. */
export function optionPaths(): readonly string[] {
  return Object.values(table.modules).flatMap((rows) => Object.keys(rows));
}

type Row = {
  readonly type: string;
  readonly since?: string;
  readonly removed?: string;
  readonly alias?: string;
  readonly use?: string;
};
type Node = { readonly children: Map<string, Node>; row: Row | null };
type Path = readonly (string | number)[];
type Type = (value: unknown, path: Path, release: string) => string[];

const tree = growTree();

function growTree(): Node {
  const root: Node = { children: new Map(), row: null };
  for (const rows of Object.values(table.modules)) {
    for (const [path, row] of Object.entries(rows)) {
      let node = root;
      for (const part of path.split('.')) {
        const child = node.children.get(part) ?? { children: new Map(), row: null };
        node.children.set(part, child);
        node = child;
      }
      node.row = typeof row === 'string' ? { type: row } : (row as Row);
    }
  }
  return root;
}

function checkNode(node: Node, value: unknown, path: Path, release: string): string[] {
  const marked = contentsOfMark(value);
  if (marked !== null) return marked.flatMap((content) => checkNode(node, content, path, release));
  if (node.row !== null) return checkRow(node.row, value, path, release);
  const item = node.children.get('*');
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${words(path)} must be a list.`];
    return value.flatMap((inner, index) => checkNode(item, inner, [...path, index], release));
  }
  if (!isSet(value)) return [`${words(path)} is a group of options and cannot be ${shown(value)}.`];
  return Object.entries(value).flatMap(([name, inner]) => {
    const child = node.children.get(name) ?? node.children.get('<name>');
    return child === undefined
      ? [unknown([...path, name], node.children.keys())]
      : checkNode(child, inner, [...path, name], release);
  });
}

function checkRow(row: Row, value: unknown, path: Path, release: string): string[] {
  if (row.since !== undefined && row.since > release)
    return [`${words(path)} came with NixOS ${row.since}; ${release} does not have it.`];
  if (row.removed !== undefined && row.removed <= release)
    return [`${words(path)} is gone since NixOS ${row.removed}; use ${row.use}.`];
  if (row.alias !== undefined && row.alias <= release)
    return [`${words(path)} is an old name since NixOS ${row.alias}; use ${row.use}.`];
  return typeOf(row.type)(value, path, release);
}

/** What a mark of lib holds, or null where the value carries none. Also the branch not taken must be right. */
function contentsOfMark(value: unknown): readonly unknown[] | null {
  if (!isSet(value)) return null;
  if (value._type === 'override' || value._type === 'order' || value._type === 'if') return [value.content];
  return value._type === 'merge' && Array.isArray(value.contents) ? value.contents : null;
}

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

function sectionKeys(value: NixSet, rows: ReadonlyMap<string, Row>, path: Path, release: string): string[] {
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

function unknown(path: Path, known: Iterable<string>): string {
  const name = String(path.at(-1));
  const nearest = [...known]
    .filter((candidate) => !candidate.includes('<'))
    .sort((one, other) => distance(one, name) - distance(other, name))[0];
  const hint = nearest !== undefined && distance(nearest, name) <= 3 ? ` (${nearest}?)` : '';
  return `${words(path)} is not in the table of NixOS options${hint}.`;
}

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}

function words(path: Path): string {
  return path.map((part) => (typeof part === 'number' ? `#${part + 1}` : nixName(part))).join('.');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
