import { prepareInstall } from '../../../src/commands/prepare-install.ts';
import { checkAnswers } from '../../../src/interview/check.ts';
import { draftText } from '../../../src/interview/questions/draft-text.ts';
import type { LivePicture, LiveQuestion, Option } from '../../../src/interview/questions/question.ts';
import { currentQuestion } from '../../../src/interview/questions/session.ts';
import { recordedSystem } from '../../../src/system/recorded.ts';
import { jobReport } from '../../../src/ui/headless/job-report.ts';
import { verdictPicture } from '../../../src/ui/live/line-picture.ts';
import { cableVerdict } from '../../../src/uplink/cable-verdict.ts';
import { dialVerdict } from '../../../src/uplink/dial-verdict.ts';
import type { DhcpAnswer, SweepResult } from '../../../src/uplink/line-sweep.ts';
import { sweepVerdict } from '../../../src/uplink/sweep-verdict.ts';
import type { DialResult, LineUp } from '../../../src/uplink/trial-dial.ts';
import type { Verdict } from '../../../src/uplink/verdict.ts';
import edpnet from '../../scenarios/edpnet/typed.json' with { type: 'json' };
import type { Scene } from './scenes.ts';
import { factsOf, talk } from './wizard-scenes.ts';

/** Each way in which a look at the line, a dial or a step of the installation can end. */
export async function failureScenes(): Promise<readonly Scene[]> {
  const sessions = talk(await factsOf('apu2'), edpnet, 'install');
  const end = sessions.at(-1)!;
  const asked = (id: string) => currentQuestion({ ...end, focus: [{ kind: 'menu', id }] }, []);
  const outcome = (id: string, name: string, verdict: Verdict): Scene => {
    const { question, place } = asked(id);
    const { options } = question as LiveQuestion;
    const picture = verdictPicture(['Waiting for the link of enp1s0 ...'], verdict, options, 'again');
    return { name: `${id}: ${name}`, question, place, pictures: [picture] };
  };
  return [
    ...Object.entries(cables).map(([name, result]) => cableScene(asked('wan.port'), name, cableVerdict(result))),
    ...Object.entries(sweeps).map(([name, result]) =>
      outcome('line', name, sweepVerdict(result, { type: 'pppoe', vlan: 10 })),
    ),
    ...Object.entries(dials).map(([name, result]) => outcome('dial', name, dialVerdict(result))),
    ...(await installScenes(draftText(end.draft), end.facts)),
  ];
}

function cableScene({ question, place }: ReturnType<typeof currentQuestion>, name: string, { words }: Verdict): Scene {
  const picture: LivePicture = { lines: [words], news: [words], options: null, suggested: null, finished: true };
  return { name: `wan.port: ${name}`, question, place, pictures: [picture] };
}

const busy = { kind: 'busy', by: 'another-naar', process: 4711 } as const;
const kept = { kind: 'busy', by: 'kept-line', process: 4711 } as const;
const jacks = (...links: readonly ('up' | 'down')[]) =>
  links.map((link, index) => ({ jack: `enp${index + 1}s0`, link, speed: link === 'up' ? 1000 : null }));
const watched = (links: readonly ('up' | 'down')[], plugged: string | null = null) =>
  ({ kind: 'watched', jacks: jacks(...links), plugged, unplugged: [] }) as const;
const cables = {
  'just plugged in': watched(['up', 'down', 'down'], 'enp1s0'),
  'no jack has a link': watched(['down', 'down', 'down']),
  'one jack has a link': watched(['up', 'down', 'down']),
  'two jacks have a link': watched(['up', 'up', 'down']),
  'another naar': busy,
};

const swept = (found: Partial<SweepResult & { kind: 'swept' }>): SweepResult => ({
  kind: 'swept',
  asked: { pppoe: [null, 7, 10, 835], dhcp: [null, 100] },
  pppoe: [],
  dhcp: [],
  leftOut: [],
  ...found,
});
const bras = (vlan: number | null) => ({ name: 'bras1.example', services: [], mac: '02:00:00:00:00:01', vlan });
const offer = (address: string): DhcpAnswer => ({
  vlan: null,
  address,
  prefixLength: 24,
  server: '10.0.0.138',
  router: null,
});
const sweeps: Readonly<Record<string, SweepResult>> = {
  'the chosen VLAN answers': swept({ pppoe: [bras(10)] }),
  'another VLAN answers': swept({ pppoe: [bras(7)] }),
  'DHCP answers, not PPPoE': swept({ dhcp: [offer('203.0.114.9')] }),
  'DHCP of another router': swept({ dhcp: [offer('192.168.1.7')] }),
  'nobody answers': swept({}),
  'a tool is missing': swept({ asked: { pppoe: [], dhcp: [] }, leftOut: [{ kind: 'tool', tool: 'pppoe-discovery' }] }),
  'no cable': { kind: 'no-cable', jack: 'enp1s0' },
  stopped: { kind: 'stopped' },
  'another naar': busy,
  'the line is up already': kept,
};

const up = (more: Partial<LineUp>): LineUp => ({
  kind: 'up',
  address: '203.0.114.9',
  peer: '203.0.114.1',
  mtu: 1500,
  dns: [],
  ipv6: { prefix: '2001:db8:7700::/56', why: null },
  kept: null,
  ...more,
});
const dials: Readonly<Record<string, DialResult>> = {
  up: up({}),
  'up, without IPv6': up({ mtu: 1492, ipv6: { prefix: null, why: 'no-offer' } }),
  'up, IPv6 not tried': up({ ipv6: { prefix: null, why: 'no-tool' } }),
  'up and kept': up({ kept: { nameServers: true } }),
  'no cable': { kind: 'no-cable', jack: 'enp1s0' },
  'no answer': { kind: 'no-answer', vlan: 10, tried: [10, null, 7, 835] },
  'another VLAN': { kind: 'other-vlan', vlan: 7, asked: 10, concentrator: 'bras1.example' },
  'login refused': { kind: 'login-refused', words: 'Authentication failed: unknown user' },
  'session refused': { kind: 'session-refused', words: 'Too many sessions' },
  'method refused': { kind: 'method-refused', words: '' },
  'a tool is missing': { kind: 'tool-missing', tool: 'pppd' },
  failed: { kind: 'failed', evidence: ['LCP: timeout sending Config-Requests'] },
  stopped: { kind: 'stopped' },
  'another naar': busy,
  'the line is up already': kept,
};

/** What stands on the terminal when a step of the installation fails: one scene for each thing that can. */
async function installScenes(answersText: string, facts: Parameters<typeof prepareInstall>[0]): Promise<Scene[]> {
  const { answers } = checkAnswers(answersText, facts, { where: 'install' });
  const { steps } = prepareInstall(
    facts,
    answers!,
    { answers: answersText, secrets: [], hostKeys: [], own: null },
    '/mnt',
  );
  const scenes: Scene[] = [];
  for (const [index, { id, title, actions }] of steps.entries()) {
    for (const action of actions) {
      const fault =
        action.kind === 'command'
          ? { problem: action.failure, next: action.next, evidence: [`${action.command}: its own last words`] }
          : action.kind === 'check'
            ? await action.look(recordedSystem({})).catch(() => null)
            : null;
      // what may fail says nothing
      if (fault === null || fault.problem === '') continue;
      const { problem, next, evidence = [] } = fault;
      const at = '2026-11-29T12:00:00Z';
      let text = '';
      const shown = jobReport((words) => {
        text += words;
      }, false);
      shown.hear({ kind: 'step', id, title, number: index + 1, of: steps.length, at });
      shown.hear({ kind: 'failed', step: id, message: problem, next, evidence, at });
      const name = `install, ${id}: ${problem}`;
      if (!scenes.some((scene) => scene.name === name)) scenes.push({ name, question: printed(text), place });
    }
  }
  return scenes;
}

const place = { step: 9, of: 9, title: 'Install (printed, not a screen)', canGoBack: false };
const go: Option = { value: 'go', label: 'On to the next scene', hint: '', refused: null };

function printed(text: string): Scene['question'] {
  const pages = [{ title: 'What is printed', lines: text.trimEnd().split('\n') }];
  const words = {
    id: 'printed',
    step: 'review',
    title: 'A step of the installation fails',
    text: [],
    help: [],
    objection: null,
  } as const;
  return { ...words, kind: 'pages', pages, options: [go], initial: 'go' };
}
