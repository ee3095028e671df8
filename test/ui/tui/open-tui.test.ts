import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LivePicture, Question } from '../../../src/interview/questions/question.ts';
import { textOf } from '../../../src/system/secret.ts';
import type { Desk } from '../../../src/ui/front-end.ts';
import { openTui, type Tui } from '../../../src/ui/tui/open-tui.ts';
import { vt100 } from './emulator.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';
import { keyBytes } from './key-bytes.ts';
import {
  choice,
  choices,
  internet,
  key,
  live,
  paged,
  pages,
  pictures,
  search,
  secret,
  sixKinds,
  text,
  twice,
} from './scenes.ts';

const open: Tui[] = [];
afterEach(async () => {
  for (const tui of open.splice(0)) await tui.close();
});

const look = { ascii: true, color: false };
const nothingWrong: Desk = {
  objection: () => null,
  async *live() {},
};

async function start(line: FakeTerminal): Promise<Tui> {
  const tui = await openTui(line.terminal, look);
  if (tui.kind !== 'tui') throw new Error('too small');
  open.push(tui);
  return tui;
}

/** Asks one question and types; the reply, or the bytes that each key cost. */
async function answered(question: Question, keys: string, desk = nothingWrong) {
  const line = fakeTerminal();
  const tui = await start(line);
  const reply = tui.ask(question, internet, desk);
  line.type(keys);
  return reply;
}

/** All that was typed is on the screen. */
async function settled(line: FakeTerminal, tui: Tui): Promise<void> {
  await line.delivered();
  await tui.settled();
}

async function costs(question: Question, keys: readonly string[]): Promise<number[]> {
  const line = fakeTerminal();
  const tui = await start(line);
  void tui.ask(question, internet, nothingWrong);
  await tui.settled();
  const bytes: number[] = [];
  for (const press of keys) {
    line.written();
    line.type(press);
    await settled(line, tui);
    bytes.push(line.written().bytes);
  }
  expect(line.all()).toMatch(vt100);
  return bytes;
}

describe('answers', () => {
  it.each([
    ['Enter takes the marked option', choice, '<enter>', 'pppoe'],
    ['an arrow moves the mark', choice, '<down><enter>', 'dhcp'],
    ['so do j and k', choice, 'jjk<enter>', 'dhcp'],
    ['and a digit', choice, '3<enter>', 'static'],
    ['a digit without an option does nothing', choice, '9<enter>', 'pppoe'],
    ['the mark stops at both ends', choice, '<up>kk<down><down><enter>', 'static'],
    ['a refused option is not taken', choice, '4<enter><up><enter>', 'static'],
    ['a page further, and a digit on it', paged, '<pgdn>3<enter>', 'aaisp'],
    ['to the end and a page back', paged, '<end><pgup><enter>', 'aaisp'],
    ['typing narrows a long list', search, 'uni bt<enter>', 'bt'],
    ['also by other words, from the beginning of each', search, '/xs4all<enter>', 'kpn'],
    ['signs in a name count', search, '1&1<enter>', '1und1'],
    ['accents and capitals do not', search, 'FR\u00c9e<enter>', 'free'],
    ['the name that begins so comes first', search, 'free<enter>', 'free'],
    ['Backspace and Esc widen it again', search, 'telez<back><enter>', 'telenet'],
    ['Esc empties it before it goes back', search, 'zzz<esc><down><enter>', 'proximus'],
    ['nothing found, nothing taken', search, 'zzz<enter><ctrl-u><enter>', 'edpnet'],
    ['a pasted text narrows it too', search, '\x1b[200~proxi\x1b[201~<enter>', 'proximus'],
    [
      'Space checks and unchecks, the order is that of the list',
      choices,
      '<down><down> <up> k <enter>',
      ['iot', 'work'],
    ],
    ['Enter alone keeps what is checked', choices, '<enter>', ['guest']],
    ['text that stands there', text, '<enter>', '192.168.20.1/24'],
    ['text mended in the middle', text, '<left><left><left><back>7<enter>', '192.168.20.7/24'],
    ['text anew; every sign is text', text, '<ctrl-u>j1? /kq<enter>', 'j1? /kq'],
    ['Home, End and Ctrl-E', text, '<home>a<end>b<home><ctrl-e>c<enter>', 'a192.168.20.1/24bc'],
    ['pages: Enter takes, Space reads', pages, '  n<down><enter>', 'change'],
    ['a live choice', live, '2<enter>', 'later'],
  ] as const)('%s', async (_, question, keys, value) => {
    const slow = keys.includes('<esc>');
    const line = fakeTerminal();
    const tui = await start(line);
    const reply = tui.ask(question, internet, nothingWrong);
    for (const part of slow ? keys.split(/(?<=<esc>)/) : [keys]) {
      line.type(part);
      // a lone Esc is known by nothing following it
      if (part.endsWith('<esc>')) await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(await reply).toEqual({ kind: 'answer', value });
  });

  it('Esc goes back, Left too but in text, and nowhere on the first question', async () => {
    expect(await answered(choice, '<esc>')).toEqual({ kind: 'back' });
    expect(await answered(choice, '<left>')).toEqual({ kind: 'back' });
    expect(await answered(text, '<left><esc>')).toEqual({ kind: 'back' });
    const line = fakeTerminal();
    const tui = await start(line);
    const reply = tui.ask(choice, { ...internet, canGoBack: false }, nothingWrong);
    line.type('<left><left><enter>');
    expect(await reply).toEqual({ kind: 'answer', value: 'pppoe' });
  });

  it('a digit picks from what is in sight, not from the next page', async () => {
    const line = fakeTerminal({ columns: 60, rows: 20 });
    const tui = await start(line);
    const reply = tui.ask(paged, internet, nothingWrong);
    await settled(line, tui);
    expect(line.seen.rows().join('\n')).not.toContain('Orange');
    line.type('20<enter>');
    expect(await reply).toEqual({ kind: 'answer', value: 'proximus' });
  });

  it('Tab asks for the steps, also in text', async () => {
    expect(await answered(choice, '<tab>')).toEqual({ kind: 'steps' });
    expect(await answered(text, '<tab>')).toEqual({ kind: 'steps' });
  });

  it('Ctrl-C asks before it leaves', async () => {
    expect(await answered(choice, '<ctrl-c><enter><down><enter>')).toEqual({ kind: 'answer', value: 'dhcp' });
    expect(await answered(choice, '<ctrl-c><ctrl-c><ctrl-c>n<enter>')).toEqual({ kind: 'answer', value: 'pppoe' });
    expect(await answered(text, '<ctrl-c>y')).toEqual({ kind: 'quit' });
    expect(await answered(choice, '?<ctrl-c><down><enter>')).toEqual({ kind: 'quit' });
  });

  it('help lies over the question and changes nothing', async () => {
    expect(await answered(choice, '<down>?  <down>?<enter>')).toEqual({ kind: 'answer', value: 'dhcp' });
    expect(await answered(text, '<ctrl-u>a<ctrl-g><enter>b<enter>')).toEqual({ kind: 'answer', value: 'ab' });
  });

  it('an objection to one option goes with the mark, advice on a text stays while it is mended', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    const rows = async (keys: string) => {
      line.type(keys);
      await settled(line, tui);
      return line.seen.rows().filter((row) => row.startsWith('!'));
    };
    void tui.ask(choice, internet, nothingWrong);
    expect(await rows('4<enter>')).toEqual(['! That one cannot be taken. Choose another.']);
    expect(await rows('<up>')).toEqual([]);
    void tui.ask(text, internet, { ...nothingWrong, objection: () => 'No.' });
    expect(await rows('<enter>')).toEqual(['! No.']);
    expect(await rows('abc<back>')).toEqual(['! No.']);
  });

  it('a refused text stays to be mended', async () => {
    const desk = { ...nothingWrong, objection: (value: unknown) => (value === 'good' ? null : 'Only good is good.') };
    expect(await answered(text, '<ctrl-u>goo<enter>d<enter>', desk)).toEqual({ kind: 'answer', value: 'good' });
  });
});

const everyCharacter = Array.from({ length: 95 }, (_, code) => String.fromCharCode(32 + code)).join('');
const sshKey = `ssh-rsa ${'AAAAB3NzaC1yc2E'.repeat(45)} me@laptop`;

describe('pasted text', () => {
  it.each(['\r', '\n', '\r\n', ''])(
    'arrives whole with %j at its end, and with or without the marks of a paste',
    async (end) => {
      expect(sshKey.length).toBeGreaterThan(690);
      expect(await answered(key, `${sshKey}${end || '<enter>'}`)).toEqual({ kind: 'answer', value: sshKey });
      expect(await answered(key, `\x1b[200~${sshKey}${end}\x1b[201~<enter>`)).toEqual({
        kind: 'answer',
        value: sshKey,
      });
      const reply = await answered(secret, `${everyCharacter}${end || '<enter>'}`);
      if (reply.kind !== 'secret' || reply.value === null) throw new Error('no secret');
      expect(textOf(reply.value)).toBe(everyCharacter);
    },
  );

  it('is one picture, not seven hundred', async () => {
    const [bytes] = await costs(key, [sshKey]);
    expect(bytes).toBeLessThan(100);
  });
});

describe('a secret', () => {
  it('is in no byte and no printed object, and null where Enter alone keeps the stored one', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    const reply = tui.ask(secret, internet, nothingWrong);
    line.type('planted-Password');
    await settled(line, tui);
    line.type('<enter>');
    const given = await reply;
    expect(line.all()).not.toMatch(/planted|Password/);
    expect(inspect(given, { depth: 9 }) + JSON.stringify(given)).not.toMatch(/planted|Password/);
    expect(await answered(secret, '<enter>')).toEqual({ kind: 'secret', value: null });
  });

  it('is typed twice where nobody can look it up', async () => {
    const reply = await answered(twice, 'one<enter>two<enter>three<enter>three<enter>');
    if (reply.kind !== 'secret' || reply.value === null) throw new Error('no secret');
    expect(textOf(reply.value)).toBe('three');
  });

  it('must be something where a value is needed', async () => {
    const reply = await answered({ ...secret, empty: null } as Question, '<enter>x<enter>');
    if (reply.kind !== 'secret' || reply.value === null) throw new Error('no secret');
    expect(textOf(reply.value)).toBe('x');
  });
});

describe('bytes on the line', () => {
  it('a mark that moves down costs 5, up 8, and a page is turned only at its end', async () => {
    expect(await costs(paged, ['<down>', '<down>', '<down>', '<up>', '<up>'])).toEqual([5, 5, 5, 8, 7]);
    const twenty = await costs(
      paged,
      Array.from({ length: 20 }, () => '<down>'),
    );
    expect(twenty.toSorted((a, b) => a - b)[10]).toBe(5);
    expect(Math.max(...twenty)).toBeLessThan(300);
  });

  it('a typed character costs 1, one taken back 3, also in a list that is searched', async () => {
    expect(await costs(text, ['0', '1', '<back>', '<back>'])).toEqual([1, 1, 3, 3]);
    expect(await costs(secret, ['a', 'b', '<back>'])).toEqual([1, 1, 3]);
    expect((await costs(search, ['<down>', '<down>']))[0]).toBeLessThanOrEqual(20);
  });

  it('the cursor moves for 1 to 5', async () => {
    expect(await costs(text, ['<left>', '<left>', '<right>', '<home>', '<end>'])).toEqual([1, 1, 1, 3, 5]);
  });

  it('keys that change nothing cost nothing', async () => {
    expect(await costs(choice, ['<up>', 'x', '<right>', '7', '<back>'])).toEqual([0, 0, 0, 0, 0]);
  });

  it('the first frame is little more than its text', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    line.written();
    void tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    const cells = line.seen.rows().join('').length;
    expect(line.written().bytes).toBeLessThan(cells + 80);
  });
});

describe('keys typed ahead', () => {
  it('while Ink is loaded answer the first questions', async () => {
    const line = fakeTerminal();
    line.type('<down><enter>');
    const opening = openTui(line.terminal, look);
    line.type('192<enter>');
    const tui = await opening;
    if (tui.kind !== 'tui') throw new Error('too small');
    open.push(tui);
    expect(await tui.ask(choice, internet, nothingWrong)).toEqual({ kind: 'answer', value: 'dhcp' });
    line.type('pass<enter>');
    await new Promise(setImmediate);
    expect(await tui.ask({ ...text, initial: '' } as Question, internet, nothingWrong)).toEqual({
      kind: 'answer',
      value: '192',
    });
    expect(await tui.ask(secret, internet, nothingWrong)).toMatchObject({ kind: 'secret', value: expect.anything() });
  });

  it('an arrow that a network splits is still an arrow', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    const reply = tui.ask(choice, internet, nothingWrong);
    const [first, ...rest] = keyBytes('<down>');
    line.type(first!);
    await new Promise((resolve) => setTimeout(resolve, 60));
    line.type(`${rest.join('')}<enter>`);
    expect(await reply).toEqual({ kind: 'answer', value: 'dhcp' });
  });
});

describe('the size', () => {
  it('is asked where the kernel does not know it, and told to the kernel and to children', async () => {
    const line = fakeTerminal({ columns: 100, rows: 30, kernel: 'unknown' });
    const tui = await start(line);
    void tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    expect(line.told()).toEqual({ columns: 100, rows: 30 });
    expect(line.seen.rows()[28]).toContain('Enter: take');
  });

  it.each([
    [3, 3],
    [1000, 2],
  ])('an answer of %i rows and %i columns is no size', async (rows, columns) => {
    const line = fakeTerminal({ kernel: 'unknown', answers: false });
    const opening = openTui(line.terminal, look);
    line.type(`\x1b[${rows};${columns}R`);
    const tui = await opening;
    if (tui.kind !== 'tui') throw new Error('too small');
    open.push(tui);
    void tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    expect(line.told()).toBe(null);
    expect(line.seen.rows()[22]).toContain('Enter: take');
  });

  it('is a VT100 where what the kernel holds makes no sense, but not where it is sure', async () => {
    const serial = fakeTerminal({ columns: 5, rows: 5, kernel: 'unsure', answers: false });
    expect(await openTui(serial.terminal, look)).toMatchObject({ kind: 'tui' });
    const window = fakeTerminal({ columns: 5, rows: 5 });
    expect(await openTui(window.terminal, look)).toMatchObject({ kind: 'too-small' });
  });

  it('is a VT100 where nobody answers', async () => {
    const line = fakeTerminal({ kernel: 'unknown', answers: false });
    const tui = await start(line);
    void tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    expect(line.told()).toBe(null);
    expect(line.seen.rows()[22]).toContain('Enter: take');
  });

  it('is not asked where the kernel is sure', async () => {
    const line = fakeTerminal();
    await start(line);
    expect(line.all()).not.toContain('\x1b[6n');
  });

  it('a change is painted anew; Ctrl-L asks again on a serial line', async () => {
    const window = fakeTerminal();
    const tui = await start(window);
    void tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    window.resize(100, 40);
    await settled(window, tui);
    expect(window.seen.rows()[38]).toContain('Enter: take');

    const serial = fakeTerminal({ kernel: 'unsure' });
    const other = await start(serial);
    void other.ask(choice, internet, nothingWrong);
    await other.settled();
    serial.resize(100, 40);
    serial.type('<ctrl-l>');
    await vi.waitFor(() => expect(serial.seen.rows()[38]).toContain('Enter: take'));
    expect(serial.told()).toEqual({ columns: 100, rows: 40 });
  });

  it('Ctrl-L paints over what others wrote', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    void tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    const before = line.seen.rows();
    await line.seen.feed('\n\nigb 0000:01:00.0 enp1s0: NIC Link is Up\n');
    expect(line.seen.rows()).not.toEqual(before);
    line.type('<ctrl-l>');
    await settled(line, tui);
    expect(line.seen.rows()).toEqual(before);
  });

  it('too small from the beginning: nothing is painted and the terminal is given back', async () => {
    const line = fakeTerminal({ columns: 59, rows: 24 });
    expect(await openTui(line.terminal, look)).toEqual({
      kind: 'too-small',
      size: { columns: 59, rows: 24 },
      question: null,
    });
    expect(line.held()).toBe(false);
  });

  it('too small later: Enter hands the question on with what was typed', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    const reply = tui.ask(text, internet, nothingWrong);
    line.type('9');
    await settled(line, tui);
    line.resize(50, 18);
    line.type('ignored<enter>');
    expect(await reply).toMatchObject({ kind: 'too-small', question: { id: text.id, initial: '192.168.20.1/249' } });
  });
});

describe('a live source', () => {
  async function watch(shown: readonly LivePicture[], keys: string) {
    const line = fakeTerminal();
    const tui = await start(line);
    let ended = false;
    const reply = tui.ask(live, internet, {
      ...nothingWrong,
      async *live(_, signal) {
        signal.addEventListener('abort', () => {
          ended = true;
        });
        for (const picture of shown) {
          yield picture;
          await new Promise(setImmediate);
        }
        await new Promise(() => {});
      },
    });
    await vi.waitFor(() => expect(line.seen.rows().join('\n')).toContain('no cable'));
    line.type(keys);
    return { line, tui, reply, ended: () => ended };
  }

  it('moves the mark to what it suggests, and ends with the answer', async () => {
    const { line, reply, ended } = await watch(pictures, '');
    await vi.waitFor(() => expect(line.seen.rows().join('\n')).toContain('> 2 enp2s0'));
    expect(ended()).toBe(false);
    line.type('<enter>');
    expect(await reply).toEqual({ kind: 'answer', value: 'enp2s0' });
    expect(ended()).toBe(true);
  });

  it('leaves the mark where the person put it', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    let next = () => {};
    const reply = tui.ask(live, internet, {
      ...nothingWrong,
      async *live() {
        yield pictures[0]!;
        await new Promise<void>((resolve) => {
          next = resolve;
        });
        yield pictures[1]!;
      },
    });
    await vi.waitFor(() => expect(line.seen.rows().join('\n')).toContain('no cable'));
    line.type('3');
    await settled(line, tui);
    next();
    await vi.waitFor(() => expect(line.seen.rows().join('\n')).toContain('1000 Mbit/s'));
    line.type('<enter>');
    expect(await reply).toEqual({ kind: 'answer', value: 'enp3s0' });
  });

  it('is painted whole where somebody else wrote on the terminal', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    let next = () => {};
    void tui.ask(live, internet, {
      ...nothingWrong,
      async *live() {
        yield pictures[0]!;
        await new Promise<void>((resolve) => {
          next = resolve;
        });
        yield { ...pictures[0]!, afresh: true };
      },
    });
    await vi.waitFor(() => expect(line.seen.rows().join('\n')).toContain('no cable'));
    await settled(line, tui);
    const before = line.seen.rows();
    await line.seen.feed('\x1b[5HBroadcast message\n\nfrom root');
    next();
    await vi.waitFor(() => expect(line.seen.rows()).toEqual(before));
  });

  it('that fails ends the question with its error', async () => {
    const tui = await start(fakeTerminal());
    const failing = {
      ...nothingWrong,
      // biome-ignore lint/correctness/useYield: it fails before the first picture
      async *live(): AsyncGenerator<LivePicture> {
        throw new Error('no netlink');
      },
    };
    await expect(tui.ask(live, internet, failing)).rejects.toThrow('no netlink');
  });
});

describe('the end', () => {
  it('a picture that cannot be drawn ends the question with the error, and every later one', async () => {
    const tui = await start(fakeTerminal());
    const broken = { ...choice, text: [null as unknown as string] };
    await expect(tui.ask(broken, internet, nothingWrong)).rejects.toThrow(TypeError);
    await expect(tui.ask(choice, internet, nothingWrong)).rejects.toThrow(TypeError);
  });

  it('a hang-up is the reply quit, to the open question and to every later one', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    const reply = tui.ask(choice, internet, nothingWrong);
    line.hangUp();
    expect(await reply).toEqual({ kind: 'quit' });
    expect(await tui.ask(text, internet, nothingWrong)).toEqual({ kind: 'quit' });
  });

  it('leaves the cursor below the picture in plain letters, and can be closed twice', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    void tui.ask(choice, internet, nothingWrong);
    await tui.close();
    await tui.close();
    expect(line.held()).toBe(false);
    expect(line.seen.cursor()).toEqual({ row: 22, column: 0 });
    expect(line.all().endsWith('\x1b[m\x1b[23H\x1b[K')).toBe(true);
  });

  it('lends the terminal and paints anew behind', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    const reply = tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    const before = line.seen.rows();
    const result = await tui.lend(async () => {
      expect(line.held()).toBe(false);
      await line.seen.feed('\x1b[H\x1b[Jroot@nixos# exit\n');
      return 7;
    });
    expect(result).toBe(7);
    await tui.settled();
    expect(line.seen.rows()).toEqual(before);
    line.type('<enter>');
    expect(await reply).toEqual({ kind: 'answer', value: 'pppoe' });
  });

  it('tells something while there is no question, and beside the next one', async () => {
    const line = fakeTerminal();
    const tui = await start(line);
    tui.tell(['The files are being written.', 'This takes a minute.']);
    await tui.settled();
    expect(line.seen.rows().join('\n')).toContain('This takes a minute.');
    tui.tell(['The disk is full.']);
    const reply = tui.ask(choice, internet, nothingWrong);
    await tui.settled();
    for (const words of ['* The files are being written.', '* This takes a minute.', '* The disk is full.'])
      expect(line.seen.rows()).toContain(words);
    line.type('<enter>');
    await reply;
    void tui.ask(text, internet, nothingWrong);
    await tui.settled();
    expect(line.seen.rows().join('\n')).not.toContain('minute');
  });
});

it('never writes what a VT100 does not know', async () => {
  const line = fakeTerminal({ kernel: 'unsure' });
  const tui = await start(line);
  for (const question of sixKinds) {
    const reply = tui.ask(question, internet, {
      ...nothingWrong,
      live: async function* () {
        yield* pictures;
      },
    });
    line.type('<down><pgdn><home>?<enter><ctrl-g> <enter><ctrl-c>n<ctrl-l>a<back><ctrl-u>a<enter>a<enter><enter>');
    await reply;
    await tui.settled();
  }
  expect(line.all()).toMatch(vt100);
});
