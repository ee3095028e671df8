/** A ruleset with one thing missing, and where: to ask whether any check would notice. */
export type Mutant = { readonly says: string; readonly ruleset: string };

/**
 * Every rule, every element of a named set or map, and every member of an anonymous one,
 * each deleted alone. Declarations are left in: without them nft refuses the file.
 */
export function mutants(ruleset: string): Mutant[] {
  const lines = ruleset.split('\n');
  const found: Mutant[] = [];
  let inside: 'chain' | 'elements' | null = null;
  let name = '';
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    const opened = /^(?:chain|set|map) (\w+) \{$/.exec(text);
    if (opened !== null) name = opened[1]!;
    if (/^chain \w+ \{$/.test(text)) inside = 'chain';
    else if (/^elements = \{$/.test(text)) inside = 'elements';
    else if (text === '}') inside = null;
    else if (/^elements = \{ .* \}$/.test(text))
      found.push({ says: `${name}: ${text}`, ruleset: without(lines, index) });
    else if (inside === 'elements') {
      const alone = lines[index - 1]!.trim() === 'elements = {' && lines[index + 1]!.trim() === '}';
      const ruleset = alone
        ? lines.filter((_, at) => at < index - 1 || at > index + 1).join('\n')
        : without(lines, index);
      found.push({ says: `${name}: ${text}`, ruleset });
    } else if (inside === 'chain' && !text.startsWith('type ') && text !== '' && !text.startsWith('#')) {
      found.push({ says: `${name}: ${text}`, ruleset: without(lines, index) });
      found.push(
        ...members(text).map(({ member, rest }) => ({
          says: `${name}: ${member} in ${text}`,
          ruleset: replaced(lines, index, rest),
        })),
      );
    }
  }
  return found;
}

/** The line with each member of its anonymous set left out in turn. */
function members(rule: string): { member: string; rest: string }[] {
  const set = /\{ (.*?) \}/.exec(rule);
  if (set === null || rule.startsWith('update') || rule.includes('delete @')) return [];
  const all = set[1]!.split(', ');
  if (all.length < 2) return [];
  return all.map((member) => ({
    member,
    rest: rule.replace(set[0], `{ ${all.filter((one) => one !== member).join(', ')} }`),
  }));
}

function without(lines: readonly string[], index: number): string {
  return lines.filter((_, at) => at !== index).join('\n');
}

function replaced(lines: readonly string[], index: number, text: string): string {
  return lines.map((line, at) => (at === index ? text : line)).join('\n');
}
