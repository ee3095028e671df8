/**
 * Names of the tz database from its compact source `tzdata.zi`: zones (Z) and links (L), backward ones too.
 * `Factory` is left out: it means "not set".
 */
export function timeZones(text: string): { version: string; names: string[] } {
  const version = /^# version (\S+)/.exec(text)?.[1];
  if (version === undefined) throw new Error('tzdata.zi does not begin with its version');
  const names = text.split('\n').flatMap((line) => {
    const [kind, first, second] = line.split(' ');
    if (kind === 'Z') return [first ?? ''];
    return kind === 'L' ? [second ?? ''] : [];
  });
  for (const wanted of ['UTC', 'Europe/Kyiv']) {
    if (!names.includes(wanted)) throw new Error(`tzdata.zi lacks ${wanted}`);
  }
  return { version, names: names.filter((name) => name !== 'Factory').sort() };
}
