/** The eight words of an IPv6 address, whichever way it is written. */
export function wordsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const words = (half: string) => half.split(':').flatMap((word) => (word === '' ? [] : [Number.parseInt(word, 16)]));
  if (tail === undefined) return words(head);
  const [left, right] = [words(head), words(tail)];
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/** Whether an address lies in a prefix such as `2a0f:90:1000::/56`. */
export function inPrefix(address: string, prefix: string): boolean {
  const [network = '', length = '128'] = prefix.split('/');
  const bits = (text: string) =>
    wordsOf(text)
      .map((word) => word.toString(2).padStart(16, '0'))
      .join('')
      .slice(0, Number(length));
  return bits(address) === bits(network);
}

/** The /64 with this number of a delegated prefix that ends in `::`: 90 of `2a0f:90:1000::` is `2a0f:90:1000:5a::/64`. */
export function subnetOf(prefix: string, id: number): string {
  const words = wordsOf(prefix).map((word, index) => (index === 3 ? word + id : word).toString(16));
  return `${words.slice(0, 4).join(':')}::/64`;
}
