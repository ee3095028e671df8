import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { error, type Finding, keyError, type Path } from './finding.ts';

/** A YAML file as plain values, together with the place of each. */
export type YamlFile = {
  /** Plain data; objects have no prototype, so that no name in the file can be mistaken for a built-in one. */
  readonly value: unknown;
  /** What is wrong with the YAML itself; where `readable` is false, nothing else is worth saying. */
  readonly findings: readonly Finding[];
  readonly readable: boolean;
  /** 1-based place of a value or its key; of the nearest one around it where the path is not in the file. */
  place(finding: Pick<Finding, 'path' | 'at' | 'offset'>): { line: number; column: number };
  /** Names in a group of keys, in the order of the file (objects put numbers first). */
  names(path: Path): readonly string[];
  has(path: Path): boolean;
  /** A scalar as it is written, for `26.10` is 26.1 once it is a number. */
  written(path: Path): string | null;
};

type Spot = { key: number; value: number; written: string | null; inside: Map<string | number, Spot> };

/** Aliases count every time they are used, so that ten lines cannot become ten million values. */
const valueLimit = 200_000;
const depthLimit = 40;

/** Own words for the parser's complaints: its texts speak of its grammar, and may quote a secret. */
const syntaxWords: Record<string, string> = {
  TAB_AS_INDENT: 'A tab stands where YAML wants spaces: indent with spaces only.',
  MULTIPLE_DOCS: 'The file holds several documents; keep one and remove the lines that say "---".',
  TAG_RESOLVE_FAILED: 'A tag (a word that begins with "!") is not understood here; remove it.',
  BAD_INDENT: 'The indentation does not fit the lines above, or a bracket or quote there is not closed.',
  MISSING_CHAR: 'Something is missing here: a closing quote or bracket, a comma, a colon, or the blank after one.',
  BAD_DQ_ESCAPE: 'A backslash in double quotes begins an escape that YAML does not know; use single quotes.',
  MULTILINE_IMPLICIT_KEY: 'A key must stand on one line and be followed by a colon.',
  BLOCK_AS_IMPLICIT_KEY: 'Two keys on one line, or a text with ": " in it that needs quotes.',
  BAD_ALIAS: 'An alias ("*name") has no anchor ("&name") before it; a text that begins with "*" or "&" needs quotes.',
  BAD_SCALAR_START: 'A text that begins with this character needs quotes.',
  UNEXPECTED_TOKEN: 'This does not belong here; a text with special characters needs quotes.',
};

/** Reads YAML 1.2 (so JSON too). Never throws: whatever is wrong is a finding. */
export function parseYamlFile(text: string): YamlFile {
  const lines = new LineCounter();
  const root: Spot = { key: 0, value: 0, written: null, inside: new Map() };
  const findings: Finding[] = [];
  let value: unknown = null;
  let readable = false;
  try {
    // Duplicate keys are reported by `Reader`, which knows their names.
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      schema: 'core',
      merge: false,
    });
    const faults = [...document.errors, ...document.warnings].slice(0, 20);
    if (document.errors.some((fault) => fault.code === 'RESOURCE_EXHAUSTION')) throw new RangeError('too many values');
    // One broken place often breaks several rules of the grammar: it is told once.
    for (const [offset, fault] of new Map(faults.reverse().map((one) => [one.pos[0], one]))) {
      findings.push({ ...error([], syntaxWords[fault.code] ?? 'This is not valid YAML.'), offset });
    }
    readable = document.errors.length === 0;
    if (readable && document.contents !== null) value = readValues(document, root, findings);
  } catch (thrown) {
    // Our own limits, or the stack: the parser recurses.
    if (!(thrown instanceof RangeError)) throw thrown;
    readable = false;
    findings.push(
      error([], 'The file is nested too deeply or repeats itself by aliases too often to be a set of answers.'),
    );
  }
  return {
    value,
    findings,
    readable,
    place: ({ path, at, offset }) => position(lines, offset ?? offsetOf(root, path, at)),
    names: (path) => [...(spotAt(root, path)?.inside.keys() ?? [])].filter((key) => typeof key === 'string'),
    has: (path) => spotAt(root, path) !== null,
    written: (path) => spotAt(root, path)?.written ?? null,
  };
}

type Pair = { readonly key: ParsedNode | null; readonly value: ParsedNode | null };

/** Turns nodes into plain values, noting the spot of each. */
function readValues(document: Document.Parsed, root: Spot, findings: Finding[]): unknown {
  let values = 0;

  function read(node: ParsedNode | null, spot: Spot, path: Path): unknown {
    values += 1;
    if (values > valueLimit || path.length > depthLimit) throw new RangeError('too many values');
    if (node === null) return null;
    if (node.range) spot.value = node.range[0];
    if (isAlias(node)) {
      const target = node.resolve(document);
      // An anchor inside itself never ends: the count of values does.
      if (target) return read(target as ParsedNode, spot, path);
      findings.push({ ...error(path, syntaxWords.BAD_ALIAS ?? ''), offset: spot.value });
      return undefined;
    }
    if (isMap(node)) return readMap(node.items as Pair[], spot, path);
    if (isSeq(node)) {
      return node.items.map((item, index) =>
        read(item as ParsedNode, entry(spot, index, spot.value), [...path, index]),
      );
    }
    spot.written = isScalar(node) ? (node.source ?? null) : null;
    return isScalar(node) ? node.value : null;
  }

  function readMap(items: readonly Pair[], spot: Spot, path: Path): unknown {
    const value: Record<string, unknown> = Object.create(null);
    for (const pair of items) {
      const name = isScalar(pair.key) ? keyName(pair.key.value, pair.key.source) : null;
      const offset = pair.key?.range?.[0] ?? spot.value;
      if (name === null || name === '__proto__') {
        const fault = keyError(
          path,
          'A key in this group is not a plain name.',
          'names made of letters, digits and hyphens',
        );
        findings.push({ ...fault, offset });
      } else if (name === '<<') {
        const words = 'The merge key of older YAML ("<<") is not read here: write the keys out.';
        findings.push({ ...keyError(path, words), offset });
      } else if (spot.inside.has(name)) {
        findings.push({ ...keyError([...path, name], 'This key is written twice; keep one of the two.'), offset });
      } else {
        value[name] = read(pair.value, entry(spot, name, offset), [...path, name]);
      }
    }
    return value;
  }

  return read(document.contents, root, []);
}

/** Numbers are names too where a person leaves the quotes out: DHCP option codes, a jack called 1. */
function keyName(value: unknown, source: string | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? (source ?? String(value)) : null;
}

function entry(parent: Spot, name: string | number, offset: number): Spot {
  const spot: Spot = { key: offset, value: offset, written: null, inside: new Map() };
  parent.inside.set(name, spot);
  return spot;
}

function spotAt(root: Spot, path: Path): Spot | null {
  let spot: Spot | undefined = root;
  for (const step of path) spot = spot?.inside.get(step);
  return spot ?? null;
}

function offsetOf(root: Spot, path: Path, at: 'value' | 'key'): number {
  let spot = root;
  for (const [index, step] of path.entries()) {
    const next = spot.inside.get(step);
    if (next === undefined) return index === 0 ? 0 : spot.key;
    spot = next;
  }
  return at === 'key' ? spot.key : spot.value;
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
