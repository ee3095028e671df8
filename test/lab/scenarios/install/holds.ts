import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, keepFile, naar, same, sh, that, until } from '../../guest/guest.ts';
import {
  becomeInstaller,
  begin,
  install,
  passwordKept,
  passwordOnView,
  planted,
  targetDisk,
} from '../../guest/installer.ts';
import { internet, startIsp } from '../../guest/isp.ts';
import { askedToConfirm, beginTrial, liveThere, naarOverSsh, running, serves, settled } from '../../guest/trial.ts';

/** naar as the router keeps it. */
const ownNaar = '/usr/local/bin/node /var/lib/naar/naar.mjs';
const routerPlan = planOf('router');

export const boots = [installed, changed, rolledBack, asBefore];

/** The installer: from an empty disk to a router on it. */
async function installed(): Promise<void> {
  becomeInstaller([2, 3]);
  // the only way to the Internet is the line of the router to be
  await startIsp(routerPlan, { password: planted });
  writeFileSync('/run/box/internet', internet.host4);
  sh('/lab/stand-ins/make-system router /run/box/system', 120);
  const seen = new Set<string>();
  const run = () =>
    install(begin, () => {
      for (const words of passwordOnView()) seen.add(words);
    });
  // a box that was too slow to dial in time has refused, and nothing was erased: its owner tries again
  let first = await run();
  let tries = 1;
  for (; tries < 3 && first.code === 4; tries += 1) first = await run();
  keepFile('install.txt', first.said);
  await check('install: where nothing else leads to the Internet it dials the line of the router', () => {
    that(first.said.includes('It is up, and stays up for the installation.'), first.said.slice(-800));
    return tries === 1 ? '' : `at try ${tries}`;
  });
  if (first.code === 4) rmSync('/run/box/internet');
  await check('install: it comes to its end without a person', async () => {
    const { code, said, seconds } = first.code === 4 ? await run() : first;
    same(code, 0, said.slice(-800));
    that(said.includes('The router is installed.'), said.slice(-800));
    return `${seconds} s`;
  });
  keepFile('install-log.txt', sh('cat /run/naar/install/install.log; true'));
  keepFile('commands.txt', sh('cat /run/box/commands'));
  await check('install: the disk is left unmounted, its swap off', () => {
    same(sh(`lsblk -nro MOUNTPOINTS ${targetDisk} | tr -d '\\n'`), '', 'in use');
  });
  await check('install: the password is in its two files and was on view nowhere', () => {
    sh(`mkdir -p /run/box/tree && mount -o ro ${targetDisk}-part3 /run/box/tree`);
    const kept = passwordKept('/run/box/tree', '/run/naar', '/run/lab', '/run/log', '/var/log', '/tmp', '/root');
    same(kept, secretsBelow('/run/box/tree'), 'it stands in');
    same([...seen], [], 'arguments and environments');
  });
  await check('install: the files on the disk are those that naar renders of these answers', () => {
    const folder = '/run/box/tree/etc/nixos';
    sh(`${naar} render --answers /lab/job/answers/router.yaml --out /run/lab/rendered`, 120);
    // the seal is in both; the consent is taken back in both
    for (const name of ['configuration.nix', 'irq-tuning.sh', 'answers.yaml', 'local.nix'])
      same(readFileSync(`${folder}/${name}`, 'utf8'), readFileSync(`/run/lab/rendered/${name}`, 'utf8'), name);
    keepFile('configuration.nix', readFileSync(`${folder}/configuration.nix`, 'utf8'));
    keepFile('answers.yaml', readFileSync(`${folder}/answers.yaml`, 'utf8'));
  });
  sh('umount /run/box/tree');
}

/** The box starts from its disk for the first time; then it is changed, and the change is kept. */
async function changed(): Promise<void> {
  await startsFrom('router');
  await liveThere(routerPlan, planted);
  await check('first start: line, LAN, firewall and SSH serve', () => until(60, () => serves(routerPlan)));
  await wellByDoctor();
  await check('reconfigure: the change runs on trial', async () => {
    beginTrial(routerPlan, ownNaar, 'changed', trial('reconfigure --answers /lab/job/answers/changed.yaml'));
    await askedToConfirm('changed');
    same(running(), '/nix/store/lab-system-changed', 'what runs');
    that(sh('nft list ruleset').includes('8443'), 'the ruleset lacks the new forward');
  });
  keepFile('trial-changed.txt', sh('cat /run/lab/trial-changed.log'));
  await confirmed('/nix/store/lab-system-changed');
}

/** The next start has the change. Then the earlier set comes back, and that is kept. */
async function rolledBack(): Promise<void> {
  const plan = planOf('changed');
  await startsFrom('changed');
  await liveThere(plan, planted);
  await check('after a restart: the change is there, and serves', () => until(60, () => serves(plan) && settled()));
  await check('rollback: the earlier set is on trial', async () => {
    beginTrial(plan, ownNaar, 'back', trial('rollback 1'));
    await askedToConfirm('back');
    that(running().endsWith('-nixos-system-router-26.05'), `${running()} runs`);
    that(!sh('nft list ruleset').includes('8443'), 'the ruleset still has the forward');
  });
  keepFile('trial-back.txt', sh('cat /run/lab/trial-back.log'));
  await confirmed(running());
}

/** The last start: the router as it was installed. */
async function asBefore(): Promise<void> {
  await startsFrom('router');
  await liveThere(routerPlan, planted);
  await check('after the rollback and a restart: the first router is there, and serves', () =>
    until(60, () => serves(routerPlan) && settled()),
  );
  await wellByDoctor();
  await check('in the end: the password is in its files and in those of earlier sets, all of them closed', () => {
    const kept = passwordKept('/lab/disk', '/run/naar', '/tmp', '/root');
    const others = kept.filter((path) => !/\/secrets\/pppoe(-password|\.options)$/.test(path));
    same(others, [], 'it stands in');
    same(passwordOnView(), [], 'arguments and environments');
    same(sh(`stat -c %a ${kept.join(' ')} | sort -u`).trim(), '600', 'modes');
    return kept.join(' ');
  });
}

async function startsFrom(name: string): Promise<void> {
  await check(`the box starts the ${name} that its boot loader names, with the files of its disk`, () => {
    same(sh('readlink -f /nix/var/nix/profiles/system').trim(), running(), 'the profile');
    same(sh('hostname').trim(), name, 'host name');
    const text = readFileSync('/etc/nixos/configuration.nix', 'utf8');
    same(ofAnyBoard(text), ofAnyBoard(readFileSync(`${running()}/lab/configuration.nix`, 'utf8')), 'its configuration');
    same(
      sh('findmnt -no SOURCE /etc/nixos').trim().replace(/\[.*/, ''),
      sh(`readlink -f ${targetDisk}-part3`).trim(),
      'it lies on',
    );
  });
}

/** Without what only tells the lab's board from the recorded one that its systems are made for: names of chips, microcode, the seal. */
function ofAnyBoard(configuration: string): string {
  return configuration.replace(/^( *# "\w+", \w+| *hardware\.cpu\..*|# Written by naar; digest.*)\n/gm, '');
}

async function wellByDoctor(): Promise<void> {
  await check('doctor: everything is well', async () => {
    let began = 0;
    // names and addresses need a moment after a start; its status is not 0 before
    await until(90, () => {
      began = Date.now();
      keepFile('doctor.txt', sh(`PATH=/run/current-system/sw/bin:$PATH ${ownNaar} doctor 2>&1`, 120));
      return true;
    });
    return `${((Date.now() - began) / 1000).toFixed(1)} s, emulated`;
  });
}

async function confirmed(system: string): Promise<void> {
  await check('confirm: from another SSH session; the boot loader starts it from now on', () => {
    const plan = planOf(system.endsWith('changed') ? 'changed' : 'router');
    const said = naarOverSsh(plan, ownNaar, 'confirm');
    that(settled(), 'the change still waits');
    that(sh('cat /boot/grub/grub.cfg').includes(`init=${system}/init`), sh('cat /boot/grub/grub.cfg'));
    return said.split('\n').at(-1) ?? '';
  });
}

/** Time enough for an emulated switch. */
function trial(words: string): string {
  return `${words} --yes --confirm-within 30m`;
}

function secretsBelow(root: string): readonly string[] {
  return ['pppoe-password', 'pppoe.options'].map((name) => `${root}/etc/naar/secrets/${name}`);
}

function planOf(name: string): RouterPlan {
  return JSON.parse(readFileSync(`/lab/job/others/${name}/plan.json`, 'utf8')) as RouterPlan;
}
