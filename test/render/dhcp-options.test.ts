import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DhcpLine } from '../../src/plan/router-plan.ts';
import { secretOptionSettings, sendOption } from '../../src/render/dhcp-options.ts';
import { at } from '../nixos/evaluate.ts';
import { networkdFiles } from '../nixos/judges/nixos-files.ts';
import { typedText } from '../nixos/typed-text.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { configurationWith, serviceScript } from './dhcp-wire.ts';

/**
 * The bytes that networkd sends for a value of SendOption=. It takes blanks off both ends of the
 * line, reads code and type up to the colons, and undoes C escapes in the rest; an unknown
 * escape makes it throw the whole option away (systemd: config_parse_dhcp_send_option in
 * src/network/networkd-dhcp-common.c, cunescape_one in src/basic/escape.c).
 */
function networkdReads(value: string): { readonly code: number; readonly bytes: Buffer } {
  const [, code = '', rest = ''] = /^(\d+):string:([\s\S]*)$/.exec(value.trim()) ?? [];
  expect(code).not.toBe('');
  const plain: Record<string, number> = {
    a: 7,
    b: 8,
    f: 12,
    n: 10,
    r: 13,
    t: 9,
    v: 11,
    '\\': 92,
    '"': 34,
    "'": 39,
    s: 32,
  };
  const source = Buffer.from(rest);
  const bytes: number[] = [];
  for (let index = 0; index < source.length; index += 1) {
    if (source[index] !== 92) {
      bytes.push(source[index]!);
      continue;
    }
    const after = source.toString('latin1', index + 1);
    const numeric = /^x([\da-f]{2})|^([0-3][0-7]{2})|^u([\da-f]{4})/i.exec(after);
    const [whole = '', hexadecimal, octal] = numeric ?? [];
    if (hexadecimal !== undefined) bytes.push(Number.parseInt(hexadecimal, 16));
    else if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (after[0] !== undefined && plain[after[0]] !== undefined) bytes.push(plain[after[0]]!);
    else throw new Error(`networkd does not know the escape \\${after.slice(0, 4)}`);
    index += whole === '' ? 1 : whole.length;
  }
  return { code: Number(code), bytes: Buffer.from(bytes) };
}

const anyByte = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));

describe('an option in the .network file', () => {
  it('is what was typed, once networkd has undone its escapes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 254 }),
        fc.oneof(typedText(), fc.string({ unit: 'binary' })),
        (code, text) => {
          const line = sendOption(code, text);
          // one line, and nothing in it that the parser of the file could take for its own
          expect(line).toMatch(/^\d+:string:[\w.+:,/@\\-]*$/);
          expect(networkdReads(line)).toEqual({ code, bytes: Buffer.from(text) });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the same after Nix and the .network file that NixOS writes', async () => {
    const vendorClass = ` it's "x" \${a} '' \\x41\\n ${'%'}i # ; é€ `;
    const config = await configurationWith({ vendorClass, userClass: '+FSVDSL_livebox.Internet.softathome.Livebox4' });
    const file = networkdFiles(config)['50-wan.network']!;
    const options = [...file.matchAll(/^SendOption=(.*)$/gm)].map(([, value]) => networkdReads(value!));
    expect(options).toEqual([
      { code: 60, bytes: Buffer.from(vendorClass) },
      { code: 77, bytes: Buffer.from('+FSVDSL_livebox.Internet.softathome.Livebox4') },
    ]);
    expect(file).toContain('ClientIdentifier=mac\n');
  });
});

const root = process.getuid?.() === 0;
if (!root) console.log('The script that writes secrets for networkd needs root, so it is not tried here.');

describe.skipIf(!root)('secrets for networkd', () => {
  const secrets: Readonly<Record<string, Buffer>> = {
    plain: Buffer.from('user@isp|pass'),
    quoted: Buffer.from(`it's "x" \${a} \\x41 \\ %s # é€😀`),
    blanks: Buffer.from('  a\t '),
    bytes: Buffer.concat([anyByte.subarray(0, 9), anyByte.subarray(9), Buffer.from('.')]),
    zero: Buffer.from([0, 0, 26, 9, 0, 0, 5, 88, 1, 3, 65, 0]),
    'line end': Buffer.from('word\n'),
    'two lines': Buffer.from(' \r\r\n'),
    'line\'s "end"': Buffer.from('word\r\n'),
    'zero first': Buffer.from([0xa0, 0x0d, 0xa0]),
  };
  const expected = Object.entries(secrets).map(([name, value], index) => ({
    code: 90 + index,
    bytes: name === 'two lines' ? Buffer.from(' \r') : /end/.test(name) ? Buffer.from('word') : value,
  }));

  /**
   * Runs the unit's script with a /run of its own, where networkd's group has number 12345.
   * `networkd`: how `systemctl is-active` ends.
   */
  function run(files: Readonly<Record<string, Buffer>>, networkd = 'exit 3', before = '') {
    return withFolder({}, (folder) => {
      for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), value, { mode: 0o600 });
      const options = Object.keys(secrets).map((name, index) => ({
        code: 90 + index,
        value: { kind: 'secretFile', path: join(folder, name) } as const,
      }));
      const line: DhcpLine = { kind: 'dhcp', client: 'networkd', hostname: null, options, controlPriority: null };
      const [setting] = secretOptionSettings('wan', line);
      writeFileSync(
        join(folder, 'script'),
        serviceScript({ systemd: { services: { 'isp-login': setting!.value } } }, 'isp-login'),
      );
      return runIsolated(
        `set -e
        mount -t tmpfs -o mode=755 none /run
        mkdir /run/bin
        printf '#!/bin/sh\\n${networkd}\\n' > /run/bin/systemctl
        printf '#!/bin/sh\\necho "networkctl $*"\\n' > /run/bin/networkctl
        chmod 755 /run/bin/*
        { grep -v '^systemd-network:' /etc/group; echo systemd-network:x:12345:; } > /run/group
        mount --bind /run/group /etc/group
        ${before}
        umask 022
        PATH=/run/bin:$PATH bash "$1/script"
        stat -c '%n %a %u:%g' /run/systemd/network /run/systemd/network/* /run/systemd/network/*/*
        echo ---
        cat /run/systemd/network/50-wan.network.d/isp-login.conf`,
        [folder],
      );
    });
  }

  it('reach networkd byte for byte, and nobody else', () => {
    const ran = run(secrets);
    expect(ran.stderr).toBe('');
    const [modes = '', file = ''] = ran.stdout.split('---\n');
    expect(modes.trim().split('\n')).toEqual([
      '/run/systemd/network 755 0:0',
      '/run/systemd/network/50-wan.network.d 750 0:12345',
      '/run/systemd/network/50-wan.network.d/isp-login.conf 640 0:12345',
    ]);
    const [section, ...lines] = file.trimEnd().split('\n');
    expect(section).toBe('[DHCPv4]');
    expect(lines.map((line) => networkdReads(/^SendOption=(.*)$/.exec(line)![1]!))).toEqual(expected);
  });

  it('that are missing cost their own option only, and are named', () => {
    const { plain: _, ...rest } = secrets;
    const ran = run(rest);
    expect(ran.stderr).toMatch(/^\S+\/plain is missing: option 90 is not sent to the ISP$/m);
    const lines = ran.stdout.split('\n').filter((line) => line.startsWith('SendOption='));
    expect(lines.map((line) => networkdReads(line.slice('SendOption='.length)))).toEqual(expected.slice(1));
    expect(ran.code).toBe(0);
  });

  it('replace older ones, and networkd that runs already is told', () => {
    const ran = run(
      secrets,
      'exit 0',
      `install -d -m 0777 /run/systemd/network/50-wan.network.d
       echo SendOption=1:string:old > /run/systemd/network/50-wan.network.d/isp-login.conf`,
    );
    expect(ran.stdout).not.toContain('old');
    expect(ran.stdout).toContain('50-wan.network.d 750 0:12345');
    expect(ran.stdout).toContain('networkctl reload\n');
    expect(run(secrets).stdout).not.toContain('networkctl');
  });

  it('stand in no text of the configuration', async () => {
    const config = await configurationWith({ options: { 90: { path: '/run/secrets/login' } } });
    const script = String(at(config, 'systemd', 'services', 'isp-login', 'script'));
    expect(script).toContain('option 90 /run/secrets/login\n');
    expect(networkdFiles(config)['50-wan.network']).not.toContain('SendOption');
  });
});
