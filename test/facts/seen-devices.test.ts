import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nameless, probeAll } from '../../src/facts/nameless.ts';
import { probeDevices } from '../../src/facts/probe-devices.ts';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { openSession } from '../../src/interview/questions/open-session.ts';
import { answerQuestion, currentQuestion, openSteps, type Session } from '../../src/interview/questions/session.ts';
import type { MachineTree } from '../../src/system/machine-tree.ts';
import { loadMachine, openMachine } from '../../src/system/machines.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { recordMachine } from '../../src/system/recording.ts';

/** A running router with a household around it. */
const household: MachineTree = {
  '/var/lib/dnsmasq/dnsmasq.leases': {
    text: [
      '1795940000 54:60:09:AA:BB:01 192.168.90.23 Chromecast-Anna 01:54:60:09:aa:bb:01',
      '1795940000 da:a1:19:12:34:56 192.168.20.101 Annas-iPhone *',
      '1795940000 00:0d:b9:11:22:33 192.168.20.100 * *',
      'duid 00:01:00:01:2d:00:00:00:00:0d:b9:00:00:01',
      '',
    ].join('\n'),
  },
  '/commands/ip -json neigh show': {
    text: JSON.stringify([
      { dst: '192.168.90.23', dev: 'iot', lladdr: '54:60:09:aa:bb:01', state: ['REACHABLE'] },
      { dst: '192.168.90.40', dev: 'iot', lladdr: 'b8:27:eb:00:00:09', state: ['STALE'] },
      { dst: 'fe80::ba27:ebff:fe00:9', dev: 'iot', lladdr: 'b8:27:eb:00:00:09', state: ['STALE'] },
      { dst: '192.168.20.9', dev: 'lan', state: ['INCOMPLETE'] },
      { dst: '192.168.20.8', dev: 'lan', lladdr: 'b8:27:eb:00:00:08', state: ['FAILED'] },
      { dst: '203.0.113.1', dev: 'wan', lladdr: '00:90:1a:00:00:01', state: ['REACHABLE'] },
    ]),
  },
  '/commands/ip -json -4 address show': {
    text: JSON.stringify([
      { ifname: 'lo', addr_info: [{ local: '127.0.0.1', prefixlen: 8 }] },
      { ifname: 'wan', addr_info: [{ local: '203.0.113.77', prefixlen: 24 }] },
      { ifname: 'lan', addr_info: [{ local: '192.168.20.1', prefixlen: 24 }] },
      { ifname: 'iot', addr_info: [{ local: '192.168.90.1', prefixlen: 24 }] },
    ]),
  },
  '/commands/avahi-browse --all --resolve --parsable --terminate --no-db-lookup': {
    text: [
      '+;iot;IPv4;Printer\\032in\\032the\\032K\\195\\188che;_ipp._tcp;local',
      '=;iot;IPv4;Printer\\032in\\032the\\032K\\195\\188che;_ipp._tcp;local;printer.local;192.168.90.40;631;"note=Annas room"',
      '=;lan;IPv4;NAS;_smb._tcp;local;01234567-89ab-cdef.local;192.168.20.100;445;',
    ].join('\n'),
  },
  '/commands/systemd-hwdb query OUI:546009AABB01': { text: 'ID_OUI_FROM_DATABASE=Google, Inc.\n' },
  // the same as a recording asks
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((number) => [
      `/commands/systemd-hwdb query OUI:54600900000${number}`,
      { text: 'ID_OUI_FROM_DATABASE=Google, Inc.\n' },
    ]),
  ),
  '/commands/systemd-hwdb query OUI:B827EB000009': { text: 'ID_OUI_FROM_DATABASE=Raspberry Pi Foundation\n' },
  '/etc/os-release': { text: 'ID=nixos\nVERSION_ID="26.05"\n' },
  '/etc/nixos/answers.yaml': { text: '' },
};

async function router() {
  return recordedSystem({ ...(await loadMachine('apu2')), ...household });
}

it('tells each device once: by lease, neighbour and announcement, with who made it', async () => {
  expect(await probeDevices(await router())).toEqual([
    {
      mac: '54:60:09:aa:bb:01',
      network: 'iot',
      name: 'Chromecast-Anna',
      address: '192.168.90.23',
      madeUp: false,
      vendor: 'Google, Inc.',
    },
    {
      mac: 'b8:27:eb:00:00:09',
      network: 'iot',
      name: 'printer',
      address: '192.168.90.40',
      madeUp: false,
      vendor: 'Raspberry Pi Foundation',
    },
    { mac: '00:0d:b9:11:22:33', network: 'lan', name: 'NAS', address: '192.168.20.100', madeUp: false, vendor: null },
    {
      mac: 'da:a1:19:12:34:56',
      network: 'lan',
      name: 'Annas-iPhone',
      address: '192.168.20.101',
      madeUp: true,
      vendor: null,
    },
    { mac: '00:90:1a:00:00:01', network: 'wan', name: null, address: '203.0.113.1', madeUp: false, vendor: null },
  ]);
});

it('tells nothing, and fails not, where nothing can be asked or the answers are of another kind', async () => {
  expect(await probeDevices(recordedSystem({}))).toEqual([]);
  const odd = Object.fromEntries(Object.keys(household).map((path) => [path, { text: '{"a": [1]}\n;;=\n' }]));
  expect(await probeDevices(recordedSystem(odd))).toEqual([]);
});

it('is recorded without telling whose devices these are', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'naar-seen-'));
  try {
    await recordMachine(nameless(await router()), dir, probeAll);
    // by kinds: names alone would be followed through the links of sysfs, in circles
    const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const all = files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => `${path.slice(dir.length)}\n${readFileSync(path, 'utf8')}`)
      .join('\n');
    expect(all).not.toMatch(/Anna|printer|NAS|Printer|aa:?bb:?01|12:?34:?56|203\.0\.113\.77|fe80::ba27/i);
    const again = await openMachine(dir);
    expect((await probeFacts(again)).os.role).toBe('router');
    expect(await probeDevices(again)).toMatchObject([
      {
        mac: expect.stringMatching(/^54:60:09:00:00:0[1-5]$/),
        network: 'iot',
        name: expect.stringMatching(/^device-[1-5]$/),
        address: '192.168.90.23',
        vendor: 'Google, Inc.',
      },
      { network: 'iot', name: null, address: '192.168.90.40' },
      { network: 'lan', name: null },
      {
        mac: expect.stringMatching(/^02:00:00:00:00:0[1-5]$/),
        network: 'lan',
        name: expect.stringMatching(/^device-/),
      },
      { network: 'wan' },
    ]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

it('is offered among the devices of a running router, and becomes one of them', async () => {
  const box = await router();
  const { session } = openSession({
    facts: await probeFacts(box),
    mode: 'reconfigure',
    bench: false,
    dry: false,
    seen: await probeDevices(box),
    text: readFileSync(join(import.meta.dirname, '../scenarios/edpnet/answers.yaml'), 'utf8'),
    progress: null,
  });
  const say = (at: Session, value: string | readonly string[]) => {
    const answered = answerQuestion(at, value);
    if (answered.kind === 'refused') throw new Error(answered.words);
    return answered.session;
  };
  const list = say(say(openSteps(say(session, 'begin')), 'devices'), []);
  const { question } = currentQuestion(list, []);
  const labels = question.kind === 'choice' ? question.options.map(({ label }) => label) : [];
  // the chromecast is known already, and what stands before the WAN is no device of the home
  expect(labels.filter((label) => label.startsWith('Seen'))).toEqual([
    'Seen b8:27:eb:00:00:09  iot       192.168.90.40    printer',
    'Seen 00:0d:b9:11:22:33  lan       192.168.20.100   NAS',
    'Seen da:a1:19:12:34:56  lan       192.168.20.101   Annas-iPhone',
  ]);
  const adopted = say(list, 'seen:b8:27:eb:00:00:09');
  expect(adopted.draft.devices).toMatchObject({ printer: { network: 'iot', mac: 'b8:27:eb:00:00:09' } });
  expect(currentQuestion(adopted, []).question.id).toBe('devices.printer.profile');
});
