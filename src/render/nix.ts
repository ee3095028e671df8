/**
 * Any text as a double-quoted Nix string: `it costs ${x}` becomes
 * `"it costs \${x}"`. Every character survives except NUL, which Nix cannot
 * hold, and half a surrogate pair, which is not text; the interview refuses
 * both, so meeting one here is a bug and throws RangeError.
 */
export function nixString(text: string): string {
  refuseUnwritable(text);
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\$(?=\{)/g, '\\$')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/**
 * Text of several lines as an indented Nix string, `indent` being the blanks
 * in front of the line that the string starts on. Nix takes away the blanks
 * that all lines share and a last line of blanks, so where the text's own
 * blanks would be taken with them, and for a text of one line, the
 * double-quoted form is used instead. Throws as nixString does.
 */
export function nixLines(text: string, indent: number): string {
  refuseUnwritable(text);
  const lines = text.split('\n');
  const filled = lines.filter((line) => /[^ ]/.test(line));
  const last = lines.at(-1) ?? '';
  const allIndented = filled.every((line) => line.startsWith(' '));
  if (lines.length === 1 || allIndented || /^ +$/.test(last)) return nixString(text);
  const margin = ' '.repeat(indent + 2);
  const body = escapeIndented(text)
    .split('\n')
    .map((line) => (line === '' ? '' : margin + line))
    .join('\n');
  return last === '' ? `''\n${body}${' '.repeat(indent)}''` : `''\n${body}''`;
}

/** An attribute name: bare where Nix reads it bare, else quoted (`"40-lan"`, `"or"`). */
export function nixName(attribute: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_-]*$/.test(attribute) && !keywords.has(attribute) ? attribute : nixString(attribute);
}

/** A Nix expression that stands as it is among plain data. Made with nixCode. */
export type NixCode = { readonly nixCode: symbol; readonly text: string };

/** Plain data, with expressions where data is not enough (`pkgs.vim`). */
export type NixData =
  | string
  | number
  | boolean
  | null
  | NixCode
  | readonly NixData[]
  | { readonly [attribute: string]: NixData };

/** Lets an expression stand in the data of nixValue. Its further lines must already be indented. */
export function nixCode(text: string): NixCode {
  return { nixCode: codeMark, text };
}

/**
 * Plain data as Nix in the look of nixfmt: one element per line, a lone
 * element on one line where it fits 100 columns, `a.b = 1` for a set within a
 * set. `indent` is the blanks in front of the line the value starts on,
 * `column` where on it the value starts. A number Nix has no notation for
 * throws RangeError.
 */
export function nixValue(value: NixData, indent = 0, column = indent): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value.includes('\n') ? nixLines(value, indent) : nixString(value);
  if (typeof value === 'number') return nixNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (isCode(value)) return value.text;
  if (isList(value)) return nixList(value, indent, column);
  return nixSet(value, indent, column);
}

/**
 * `a.b = value;` lines for the inside of a set, each with `indent` blanks in
 * front and joined by newlines: what stands between the braces of nixValue.
 */
export function nixBindings(attributes: { readonly [attribute: string]: NixData }, indent: number): string {
  return Object.entries(attributes)
    .map(([name, value]) => ' '.repeat(indent) + binding(name, value, indent))
    .join('\n');
}

const widest = 100;
const keywords = new Set(['assert', 'else', 'if', 'in', 'inherit', 'let', 'or', 'rec', 'then', 'with']);
const codeMark = Symbol('code');

function binding(name: string, value: NixData, indent: number): string {
  let path = nixName(name);
  let inner = value;
  // a set of one attribute reads better as a longer path, and means the same
  for (let only = onlyEntry(inner); only !== null; only = onlyEntry(inner)) {
    path += `.${nixName(only[0])}`;
    inner = only[1];
  }
  return `${path} = ${nixValue(inner, indent, indent + path.length + 3)};`;
}

function nixList(items: readonly NixData[], indent: number, column: number): string {
  if (items.length === 0) return '[ ]';
  const line = `[ ${items.map((item) => element(item, indent)).join(' ')} ]`;
  if (items.length === 1 && fits(line, column + 1)) return line;
  const margin = ' '.repeat(indent + 2);
  const body = items.map((item) => `${margin}${element(item, indent + 2)}\n`).join('');
  return `[\n${body}${' '.repeat(indent)}]`;
}

/** In a list a blank parts two elements, so anything more than one word needs brackets. */
function element(item: NixData, indent: number): string {
  const text = nixValue(item, indent);
  const bare =
    typeof item === 'object' && item !== null && isCode(item) ? /^([\w.'/-]+|"[^"]*"|\([^()]*\))$/.test(text) : true;
  const negative = typeof item === 'number' && item < 0;
  return bare && !negative ? text : `(${text})`;
}

function nixSet(attributes: { readonly [attribute: string]: NixData }, indent: number, column: number): string {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return '{ }';
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const line = `{ ${binding(first[0], first[1], indent)} }`;
    if (fits(line, column + 1)) return line;
  }
  return `{\n${nixBindings(attributes, indent + 2)}\n${' '.repeat(indent)}}`;
}

function fits(line: string, column: number): boolean {
  return !line.includes('\n') && column + line.length <= widest;
}

function onlyEntry(value: NixData): [string, NixData] | null {
  if (typeof value !== 'object' || value === null || isList(value) || isCode(value)) return null;
  const entries = Object.entries(value);
  return entries.length === 1 ? (entries[0] ?? null) : null;
}

function isCode(value: object): value is NixCode {
  return 'nixCode' in value && value.nixCode === codeMark;
}

function isList(value: object): value is readonly NixData[] {
  return Array.isArray(value);
}

function nixNumber(value: number): string {
  const text = String(value);
  if (Number.isSafeInteger(value) || /^-?\d+\.\d+$/.test(text)) return text === '-0' ? '0' : text;
  throw new RangeError(`Nix has no notation for the number ${text}.`);
}

/** Escapes for the indented form; two quotes end such a string, so a quote is looked at with its neighbours. */
function escapeIndented(text: string): string {
  return text.replace(/'+|\$\{|\r/g, (found, at: number) => {
    if (found === '\r') return "''\\r";
    if (found === '${') return "''${";
    const next = text[at + found.length];
    const pairs = "'''".repeat(Math.floor(found.length / 2));
    if (found.length % 2 === 0) return pairs;
    const plain = found.length === 1 && next !== undefined && next !== '$' && next !== '\r';
    return plain ? "'" : `${pairs}''\\'`;
  });
}

function refuseUnwritable(text: string): void {
  if (text.includes('\0')) throw new RangeError('A text with a NUL character cannot be written in Nix.');
  if (!text.isWellFormed()) throw new RangeError('A text with half a surrogate pair cannot be written in Nix.');
}
