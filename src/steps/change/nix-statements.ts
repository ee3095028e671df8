/** One `path = value;` of a configuration, as it is written. */
export type Statement = { readonly path: string; readonly value: string };

/**
 * The statements of a module `{ ... }: { ... }`, outermost ones only; null where the text is not
 * of that form (a `let` in front, brackets that do not fit). Comments are left out.
 */
export function nixStatements(text: string): readonly Statement[] | null {
  const body = bodyOf(tokensOf(text).filter((token) => !/^(#|\/\*)/.test(token)));
  if (body === null) return null;
  const statements: Statement[] = [];
  let depth = 0;
  let now = '';
  for (const token of body) {
    if (/^[[({]$/.test(token)) depth += 1;
    if (/^[\])}]$/.test(token)) depth -= 1;
    if (depth < 0) return null;
    if (token !== ';' || depth > 0) {
      now += token;
      continue;
    }
    const [, path, value] = /^\s*((?:"(?:\\.|[^"\\])*"|[^="])+?)\s*=\s*([\s\S]*?)\s*$/.exec(now) ?? [];
    if (path === undefined || value === undefined) return null;
    statements.push({ path, value });
    now = '';
  }
  return depth === 0 && now.trim() === '' ? statements : null;
}

/** What stands between the brackets behind the argument; null where the text does not begin with an argument and end with the bracket. */
function bodyOf(tokens: readonly string[]): readonly string[] | null {
  const colon = tokens.indexOf(':');
  const open = tokens.indexOf('{', colon);
  const close = tokens.lastIndexOf('}');
  const blank = (from: number, to: number) => tokens.slice(from, to).every((token) => token.trim() === '');
  const whole = colon > 0 && open > 0 && blank(colon + 1, open) && close > open && blank(close + 1, tokens.length);
  const argument = tokens.slice(0, Math.max(colon, 0)).join('').trim();
  return whole && /^(\{[\s\w,.?]*\}|\w+)$/.test(argument) ? tokens.slice(open + 1, close) : null;
}

/** Comments and strings as one token each, words and blanks in runs, every other sign alone. */
function tokensOf(text: string): readonly string[] {
  return (
    text.match(
      /#[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\])*"|''(?:''['$\\]|'[^']|[^'])*''(?!['$\\])|[\w./-]+|\s+|[\s\S]/g,
    ) ?? []
  );
}
