import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Box, jackState, noBox, openBox, read } from './box.ts';

const refusal = noBox();
if (refusal !== null) console.log(`The trial dial is not tried with real processes: ${refusal}`);

/** Milliseconds on a busy machine; what is promised is counted in recorded-line.test.ts, where time is made. */
const bounded = 50_000;

const password = `planted"pass\\word's 1`;

/** A pppd that does as it is told by a file beside it: lines to log, then an exit status or `stay`. It keeps what it was given. */
const actor = (folder: string) => `#!/bin/sh
cp "$2" ${folder}/options.seen
stat -c %a "$2" > ${folder}/options.mode
log=$(sed -n 's/^logfile //p' "$2")
trap 'echo Terminating on signal 15 >> "$log"; echo said goodbye > ${folder}/goodbye; exit 5' TERM
while read -r line; do
  case $line in
    exit*) exit "\${line#exit }" ;;
    stay) while :; do sleep 0.1; done ;;
    *) echo "$line" >> "$log" ;;
  esac
done < ${folder}/part
`;

const up = ['Connect: naar-ppp <--> jack1', 'PAP authentication succeeded', 'local  IP address 198.51.100.37'];

describe.skipIf(refusal !== null)('a trial dial with real processes', () => {
  let box: Box;
  beforeEach(() => {
    box = openBox();
    box.plug(1, 'up');
    box.program('pppd', actor(box.folder));
    writeFileSync(join(box.folder, 'password'), password, { mode: 0o600 });
  });
  afterEach(() => box.close());

  const part = (...lines: readonly string[]) => writeFileSync(join(box.folder, 'part'), `${lines.join('\n')}\n`);
  const dial = (keep = false, elsewhere: readonly (number | null)[] = [null]) =>
    box.bench({
      look: 'dial',
      dial: {
        jack: 'jack1',
        vlan: null,
        mac: '02:00:00:00:00:77',
        parentMtu: 1508,
        prefixLength: null,
        line: { service: null, hostUniq: null, refuse: [], mtu: 1500, username: 'klant@lab' },
      },
      passwordFile: join(box.folder, 'password'),
      elsewhere,
      keep,
    });
  const left = () => readdirSync(join(box.folder, 'run/naar/bench'));
  const seen = () => read(join(box.folder, 'options.seen'));

  it('gives pppd the login in a file for root, and shows it nowhere else', async () => {
    part(...up, `Remote message: hello ${password}`, 'stay');
    const before = jackState(box, 'jack1');
    const look = dial();
    const words = new Set<string>();
    let over = false;
    look.process.once('close', () => {
      over = true;
    });
    while (!over) {
      for (const line of commandLines()) words.add(line);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { result } = await look.ended;
    expect(result).toMatchObject({ kind: 'up', address: '198.51.100.37', kept: null });
    expect(seen()).toContain(`user "klant@lab"\npassword "planted\\"pass\\\\word's 1"\n`);
    expect(read(join(box.folder, 'options.mode'))).toBe('600\n');
    // on the wire as the router will be, and hung up politely
    expect(seen()).toMatch(/^nic-jack1$/m);
    expect(seen()).toMatch(/^nodefaultroute$/m);
    expect(existsGoodbye(box)).toBe(true);
    expect([...words].some((line) => line.includes('dial.options'))).toBe(true);
    expect([...words].filter((line) => line.includes('planted'))).toEqual([]);
    expect(look.said()).not.toContain('planted');
    expect(left()).toEqual([]);
    expect(jackState(box, 'jack1')).toBe(before);
  });

  it.each([
    [
      'a refusal that repeats the password',
      ['Connect: x', `Remote message: no ${password}`, 'PAP authentication failed', 'exit 19'],
    ],
    ['an end that nobody knows', [`cannot ${password}`, 'exit 1']],
  ])('%s does not show it', async (_, lines) => {
    part(...lines);
    const look = dial();
    const { result } = await look.ended;
    expect(JSON.stringify(result)).toContain('......');
    expect(look.said()).not.toContain('planted');
    expect(left()).toEqual([]);
  });

  it('Ctrl-C in the middle: hung up, and the jack as it was', async () => {
    part('Connect: naar-ppp <--> jack1', 'stay');
    const before = jackState(box, 'jack1');
    const look = dial();
    await look.until('logging-in');
    expect(jackState(box, 'jack1')).toMatch(/"mtu":1508,"address":"02:00:00:00:00:77"/);
    look.process.kill('SIGINT');
    expect((await look.ended).result).toEqual({ kind: 'stopped' });
    expect(existsGoodbye(box)).toBe(true);
    expect(left()).toEqual([]);
    expect(jackState(box, 'jack1')).toBe(before);
  });

  it('killed in the middle: the next look hangs up and puts all back', async () => {
    part('Connect: naar-ppp <--> jack1', 'stay');
    const before = jackState(box, 'jack1');
    const look = dial();
    await look.until('logging-in');
    look.process.kill('SIGKILL');
    await look.ended.catch(() => {});
    expect(left()).toContain('dial.options');
    expect(dials()).toHaveLength(1);
    part('exit 8');
    await box.bench({ look: 'cables', jacks: [], seconds: 0 }).ended;
    expect(dials()).toEqual([]);
    expect(existsGoodbye(box)).toBe(true);
    expect(left()).toEqual([]);
    expect(jackState(box, 'jack1')).toBe(before);
  });

  it('a line that is kept goes on without naar, until a later one hangs up', async () => {
    part(...up, 'primary   DNS address 198.51.100.53', 'stay');
    box.program('resolvconf', `#!/bin/sh\necho "$*" >> ${box.folder}/names; cat >> ${box.folder}/names\n`);
    const before = jackState(box, 'jack1');
    const { result } = await dial(true).ended;
    expect(result).toMatchObject({ kind: 'up', kept: { nameServers: true } });
    expect(dials()).toHaveLength(1);
    expect(seen()).toMatch(/^defaultroute$/m);
    // the login is not kept, and another look does not hang up
    expect(left()).toEqual(['pppd.log', 'state.json']);
    const again = await dial().ended;
    expect(again.result).toMatchObject({ kind: 'busy', by: 'kept-line' });
    expect(again.verdict.next.kind).toBe('hang-up');
    expect(dials()).toHaveLength(1);
    expect((await box.bench({ look: 'hang-up' }).ended).result).toBe(true);
    expect(dials()).toEqual([]);
    expect(read(join(box.folder, 'names'))).toBe(
      '-a ppp99.naar\nnameserver 198.51.100.53\n-d ppp99.naar\n-d naar-ppp\n',
    );
    expect(left()).toEqual([]);
    expect(jackState(box, 'jack1')).toBe(before);
  });

  it('one that was to be kept and did not come up leaves nothing', async () => {
    part('Connect: x', 'PAP authentication failed', 'exit 19');
    const { result } = await dial(true).ended;
    expect(result).toEqual({ kind: 'login-refused', words: '' });
    expect(left()).toEqual([]);
  });

  it('no cable: pppd is not even started', async () => {
    box.plug(1, 'down');
    part('exit 8');
    const { result, at } = await dial().ended;
    expect(result).toEqual({ kind: 'no-cable', jack: 'jack1' });
    expect(readdirSync(box.folder)).not.toContain('options.seen');
    expect(at).toBeLessThan(bounded);
  });

  it('a pppd that is silent is ended in time', async () => {
    part('Connect: naar-ppp <--> jack1', 'LCP: timeout sending Config-Requests', 'stay');
    const { result, at } = await dial().ended;
    expect(result).toEqual({ kind: 'session-refused', words: 'LCP: timeout sending Config-Requests' });
    expect(at).toBeLessThan(bounded);
  });

  it('a concentrator elsewhere is heard beside a pppd that has no answer, and ends it', async () => {
    // a kernel without VLANs does for it: what is named as one is another device at the same cable
    box.program(
      'ip',
      `#!/bin/sh\nsed 's/type vlan id [0-9]*/type macvlan mode bridge/' | PATH=/usr/sbin:/usr/bin:/sbin ip "$@"\n`,
    );
    box.start(box.outside, 'pppoe-server -I far1 -C elsewhere -L 10.0.0.1 -R 10.0.0.2 -N 4 -F');
    part('stay');
    const before = jackState(box, 'jack1');
    const look = dial(false, [null, 20]);
    expect(await look.until('asking-elsewhere')).toMatchObject({ vlans: [20] });
    expect(jackState(box, 'jack1')).toMatch(/"mtu":1508,"address":"02:00:00:00:00:77"/);
    const { result } = await look.ended;
    expect(result).toEqual({ kind: 'other-vlan', vlan: 20, asked: null, concentrator: 'elsewhere' });
    expect(existsGoodbye(box)).toBe(true);
    expect(box.sh(box.inside, 'ls /sys/class/net')).not.toContain('naar');
    expect(left()).toEqual([]);
    expect(jackState(box, 'jack1')).toBe(before);
  });

  /** The bench's dials in the box. */
  function dials(): readonly string[] {
    return commandLines().filter((line) => line.includes('/run/naar/bench/dial.options') && line.includes(box.folder));
  }
});

/** Arguments of everything that runs, as anyone on the machine sees them. */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return [];
      }
    });
}

function existsGoodbye(box: Box): boolean {
  return statSync(join(box.folder, 'goodbye'), { throwIfNoEntry: false }) !== undefined;
}
