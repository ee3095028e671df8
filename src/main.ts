#!/usr/bin/env node
import { readCommandLine } from './cli.ts';
import type { Lent } from './commands/headless.ts';
import type { Request } from './request.ts';
import { chooseMachine } from './system/choose-machine.ts';
import { watchOutputs, watchSignals } from './system/outside.ts';
import { plainName } from './system/plain-name.ts';
import { ascii, asciiJson } from './ui/headless/ascii.ts';
import { fitted } from './ui/wrap.ts';
import { version } from './version.ts';

/** Exit statuses of the contract; anything unforeseen is 70, a bug in naar. */
const status = { done: 0, wrong: 2, failed: 3, refused: 4, bug: 70, cancelled: 130 } as const;

const nothing = 'Nothing was written.';
let writing = 0;
const request = readCommandLine(process.argv.slice(2));
// once files are written, the one in hand is finished first
const stop = watchSignals(() => writing > 0 || process.exit(cutShort(request.kind)));
watchOutputs(
  () => process.exit(status.done),
  (reason) => process.exit(say(`The output cannot be written: ${reason}.\n`, status.failed)),
);
const lent: Lent = {
  say: (words) => say(words, status.done),
  begin() {
    writing += 1;
  },
  end() {
    writing -= 1;
  },
  stop,
  stopped,
};

process.exitCode = await start();

async function start(): Promise<number> {
  try {
    return await answer(request);
  } catch (error) {
    return explain(error);
  }
}

async function answer(request: Request): Promise<number> {
  switch (request.kind) {
    case 'help':
      return data((await import('./ui/headless/help.ts')).helpText(request.command));
    case 'version':
      return data(`naar ${version}\n`);
    case 'mistake':
      return say(`${plainName(request.message)}\n`, status.wrong);
    case 'wizard':
      return wizard(request);
    case 'install':
      return (await import('./commands/install.ts')).install(request, lent, seatHere());
    case 'reconfigure':
      return (
        (await rightsFor(request)) ?? (await import('./commands/reconfigure.ts')).reconfigure(request, lent, seatHere())
      );
    case 'confirm': {
      const asRoot = await rightsFor(request);
      if (asRoot !== null) return asRoot;
      const { confirmChange } = await import('./steps/change/settle.ts');
      lent.begin();
      await confirmChange(await chooseMachine(null), (words) => lent.say(`${words}\n`));
      return say('The change stays: the router starts with it from now on.\n', status.done);
    }
    case 'rollback':
      return (await rightsFor(request)) ?? (await import('./commands/rollback.ts')).rollback(request, lent, seatHere());
    case 'backup':
      return say(
        `${await (await import('./commands/backup.ts')).backup(await chooseMachine(null), request.file)}\n`,
        status.done,
      );
    case 'doctor':
      return lookAt(request);
    case 'detect':
      return detect(request);
    case 'record':
      return record(request);
    case 'schema': {
      const { default: schema } = await import('../assets/answers.schema.json', { with: { type: 'json' } });
      return data(asciiJson(schema));
    }
    case 'check':
      return (await import('./commands/headless.ts')).checkFile(request, lent);
    case 'render':
      return (await import('./commands/render-router.ts')).renderRouter(request, lent);
  }
}

/** The terminal that naar was started on; `answers`: someone sits at it. */
function seatHere() {
  const { stderr, stdin } = process;
  const paints = stderr.isTTY === true;
  return { write: (text: string) => void stderr.write(text), paints, answers: paints && stdin.isTTY === true, stop };
}

/** Changing a router takes root: naar runs itself again by sudo, and this is that run's status; null where it goes on here. */
async function rightsFor(request: Request): Promise<number | null> {
  if ('dryRun' in request && request.dryRun) return null;
  return (await import('./commands/as-root.ts')).runAsRoot(await chooseMachine(null), lent.begin);
}

async function wizard(request: Request & { kind: 'wizard' }): Promise<number> {
  const [{ openWizard }, { realSystem }] = await Promise.all([
    import('./commands/open-wizard.ts'),
    import('./system/real.ts'),
  ]);
  const findBox = () => chooseMachine(request.machine, 'up');
  const { status: exit, words } = await openWizard(request, realSystem(), findBox, lent);
  return say(`${words}\n`, exit);
}

async function lookAt(request: Request & { kind: 'doctor' }): Promise<number> {
  const { doctor } = await import('./commands/doctor.ts');
  const { text, ill } = await doctor(await chooseMachine(request.machine), request.json);
  data(text);
  return ill ? status.failed : status.done;
}

async function detect(request: Request & { kind: 'detect' }): Promise<number> {
  const { probeFacts } = await import('./facts/probe-facts.ts');
  const facts = await probeFacts(await chooseMachine(request.machine));
  if (request.json) return data(asciiJson(facts));
  const { detectReport } = await import('./ui/headless/detect-report.ts');
  return data(detectReport(facts));
}

async function record(request: Request & { kind: 'record' }): Promise<number> {
  const [{ recordMachine }, { nameless, probeAll }, { shellWord }] = await Promise.all([
    import('./system/recording.ts'),
    import('./facts/nameless.ts'),
    import('./render/quoting.ts'),
  ]);
  const machine = nameless(await chooseMachine(request.machine));
  const place = plainName(request.directory);
  if (!(await recordMachine(machine, request.directory, probeAll, lent)))
    return say(`Stopped. ${place} holds only a part of the recording: remove it.\n`, status.failed);
  return say(
    `This machine is recorded in ${place}.\nReplay it anywhere: naar detect --machine ${shellWord(place)}\n`,
    status.done,
  );
}

/** A signal that comes before anything is written; what changes a machine may be further than this process knows. */
function cutShort(kind: Request['kind']): number {
  const lasting: readonly Request['kind'][] = ['install', 'reconfigure', 'confirm', 'rollback', 'backup'];
  if (!lasting.includes(kind)) return stopped(nothing);
  return say('Stopped. Run the same command again: it says how far things are.\n', status.failed);
}

function stopped(words: string): number {
  if (words === nothing) return say(`Cancelled. ${nothing}\n`, status.cancelled);
  return say(`Stopped. ${words}\nRun the same command again to write the rest.\n`, status.failed);
}

function data(text: string): number {
  process.stdout.write(text);
  return status.done;
}

function say(text: string, exit: number): number {
  process.stderr.write(fitted(ascii(text)));
  return exit;
}

async function explain(error: unknown): Promise<number> {
  const [{ Refusal, StepFailure }, { MachineProblem }, { SystemFailure }] = await Promise.all([
    import('./steps/steps.ts'),
    import('./system/machine-problem.ts'),
    import('./system/system-failure.ts'),
  ]);
  if (error instanceof MachineProblem) return say(`${error.message}\n`, status.wrong);
  if (error instanceof SystemFailure) return say(`${error.message}\n`, status.failed);
  if (error instanceof Refusal) return say(`${error.message}\n${error.next}\n`, status.refused);
  if (error instanceof StepFailure) {
    const shown = error.evidence.map((line) => `  | ${plainName(line).slice(0, 74)}\n`).join('');
    return say(`${error.message}\n${shown}${error.next}\n`, status.failed);
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return say(`This is a bug in naar ${version}. Please report what you did and these lines:\n${detail}\n`, status.bug);
}
