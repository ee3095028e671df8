import { isCollection, isPair, isScalar, Scalar } from 'yaml';

/** Small groups go on one line. MAC addresses and keys of digits get quotes, for readers of older YAML. */
export function layOut(node: unknown, depth: number): void {
  if (!isCollection(node)) return;
  const parts: unknown[] = node.items.map((item) => (isPair(item) ? item.value : item));
  node.flow =
    (depth > 1 || node.items.length === 0) &&
    node.items.length < 5 &&
    parts.every((part) => isScalar(part) && String(part.value).length < 50);
  for (const part of parts) {
    if (isScalar(part) && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(String(part.value))) part.type = Scalar.QUOTE_DOUBLE;
    layOut(part, depth + 1);
  }
}
