import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nftString, pppdQuote, shellWord, unboundString } from '../../src/render/quoting.ts';
import { knownSnags, typedLines, typedText } from '../nixos/typed-text.ts';
import { mayAsk, runIsolated, runTool, withFolder } from '../nixos/workbench.ts';

describe('real tools read back what was written', () => {
  test('shell: 3000 words of any number of lines', () => {
    const texts = [...knownSnags, ...fc.sample(typedText(), 2000), ...fc.sample(typedLines(), 1000)];
    const script = texts.map((text) => `printf '%s\\0' ${shellWord(text)}`).join('\n');
    for (const shell of ['bash', 'dash']) {
      const run = withFolder({ 'words.sh': script }, (folder) => runTool(shell, [`${folder}/words.sh`]));
      expect(run.stderr).toBe('');
      expect(run.stdout.split('\0').slice(0, -1)).toEqual(texts);
    }
  });

  test('pppd: 400 user names and a word after each', () => {
    if (!mayAsk('pppd')) return;
    const texts = [...knownSnags, ...fc.sample(typedText(), 400)].filter((text) => bytes(text) <= 60);
    const files = Object.fromEntries(
      texts.map((text, at) => [`${at}.options`, `noauth\nuser ${pppdQuote(text)} ipparam end\n`]),
    );
    const run = withFolder(files, (folder) =>
      runIsolated(
        `mount -t tmpfs tmpfs /etc/ppp && mount -t tmpfs tmpfs /dev && : > /dev/ppp && : > /etc/ppp/options && cd "$1" || exit 9
        at=0; while [ $at -lt $2 ]; do pppd notty nodetach dryrun logfd 2 file $at.options < /dev/ppp || echo "rc $?"; at=$((at + 1)); done 2>&1 | base64 -w 0`,
        [folder, String(texts.length)],
      ),
    );
    expect(run.code).toBe(0);
    const seen = Buffer.from(run.stdout, 'base64').toString('latin1').split('pppd options in effect:\n').slice(1);
    const names = seen.map((dump) => /^user (.*)\t\t# \(from \d+\.options\)$/m.exec(dump)?.[1]);
    expect(names.map((name) => undump(name ?? '(no user)'))).toEqual(texts);
    expect(seen.every((dump) => /^ipparam end\t/m.test(dump))).toBe(true);
  });

  test('unbound: 150 identities', () => {
    const texts = [...knownSnags, ...fc.sample(typedText(), 150)].filter(
      (text) => text !== '' && carried(unboundString, text),
    );
    expect(texts.length).toBeGreaterThan(80);
    const files = Object.fromEntries(
      texts.map((text, at) => [
        `${at}.conf`,
        `server:\n  identity: ${unboundString(text)}\n  directory: ""\n  chroot: ""\n`,
      ]),
    );
    const run = withFolder(files, (folder) =>
      runTool('sh', [
        '-c',
        'for at in $(seq 0 $2); do unbound-checkconf -o identity "$1/$at.conf"; done',
        'sh',
        folder,
        String(texts.length - 1),
      ]),
    );
    expect(run.stderr).toBe('');
    expect(run.stdout.split('\n').slice(0, -1)).toEqual(texts);
  });

  test('nft: 500 comments', () => {
    const texts = [...knownSnags, ...fc.sample(typedText(), 500)].filter(
      (text) => text !== '' && carried(nftString, text),
    );
    const rules = texts.map((text) => `    accept comment ${nftString(text)}`);
    const ruleset = `table inet t {\n  chain c {\n${rules.join('\n')}\n  }\n}\n`;
    const run = withFolder({ 'rules.nft': ruleset }, (folder) =>
      runIsolated('nft -f "$1/rules.nft" && nft -j list ruleset', [folder]),
    );
    expect(run.stderr).toBe('');
    const listed = JSON.parse(run.stdout).nftables as readonly { readonly rule?: { readonly comment: string } }[];
    expect(listed.flatMap((entry) => (entry.rule === undefined ? [] : [entry.rule.comment]))).toEqual(texts);
  });
});

describe('what a format cannot hold is refused', () => {
  test.each([
    [pppdQuote, 'a\nb'],
    [pppdQuote, 'a\0b'],
    [pppdQuote, 'é'.repeat(128)],
    [unboundString, `"'`],
    [unboundString, 'a\\'],
    [unboundString, 'a\nb'],
    [shellWord, 'a\0b'],
    [nftString, 'a"b'],
    [nftString, 'é'.repeat(65)],
  ] as const)('%o %j', (quote, text) => {
    expect(() => quote(text)).toThrow(RangeError);
  });

  test('255 bytes still fit pppd', () => {
    expect(pppdQuote('x'.repeat(255))).toHaveLength(257);
  });
});

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function carried(quote: (text: string) => string, text: string): boolean {
  try {
    quote(text);
    return true;
  } catch {
    return false;
  }
}

/** pppd prints options with its own escapes, byte by byte (vslprintf in its utils.c). */
function undump(text: string): string {
  const plain = text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, sign: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: '\n', r: '\r', t: '\t' }[sign] ?? sign;
  });
  return Buffer.from(plain, 'latin1').toString();
}
