import { isSet } from './evaluate.ts';
import { checkRow, contentsOfMark, type Row } from './option-types.ts';
import { type OptionPath, shown, unknown, words } from './option-words.ts';
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

type Node = { readonly children: Map<string, Node>; row: Row | null };

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

function checkNode(node: Node, value: unknown, path: OptionPath, release: string): string[] {
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
