/**
 * The path of a name in a directory, as the system would go there. `join` of node:path takes `..` back by
 * itself, and so ends elsewhere where the part before it is a link.
 */
export function below(directory: string, name: string): string {
  const plain = name.replace(/^(\.?\/+)+/, '');
  if (directory === '.') return plain;
  return directory.endsWith('/') ? `${directory}${plain}` : `${directory}/${plain}`;
}
