import type { Facts } from '../facts/facts.ts';
import type { Answers } from '../interview/answers.ts';
import { planAdmin } from './admin.ts';
import { planBoot } from './boot.ts';
import { planDevices } from './devices.ts';
import { planDisk } from './disk-plan.ts';
import { planDns } from './dns.ts';
import { planFirewall } from './firewall.ts';
import { planJacks } from './jacks.ts';
import { planMdns } from './mdns.ts';
import { planNetworks } from './networks.ts';
import { planNotes } from './notes.ts';
import { planOffload } from './offload.ts';
import type { RouterPlan } from './router-plan.ts';
import { planTuning } from './tuning.ts';
import { planWan } from './wan.ts';

/**
 * Decides the whole router. Total: any accepted answers give a plan, with the
 * machine known or not (`facts` null: jack names are made up and pinned by MAC,
 * and the table of interrupts stays empty).
 */
export function planRouter(facts: Facts | null, answers: Answers): RouterPlan {
  const boot = planBoot(facts, answers);
  const jacks = planJacks(facts, answers);
  const wan = planWan(answers, jacks);
  const networks = planNetworks(answers, jacks);
  const mdns = planMdns(answers, networks);
  const firewall = planFirewall(answers, networks, wan, mdns);
  const offload = planOffload(answers, networks, jacks, wan);
  return {
    identity: {
      hostName: answers.system.hostName,
      domain: answers.system.domain,
      timeZone: answers.system.timeZone,
      keyMap: answers.system.keyMap,
      release: answers.system.release,
      stateVersion: answers.system.stateVersion,
    },
    boot,
    disk: planDisk(answers),
    admin: planAdmin(answers),
    jacks,
    wan,
    ula: answers.system.ula,
    networks,
    devices: planDevices(answers),
    dns: planDns(answers, networks),
    mdns,
    firewall,
    offload,
    shaper: answers.tuning.shaper,
    tuning: planTuning(answers, facts, jacks, wan),
    answersText: answers.keptText,
    notes: planNotes(answers, networks, jacks, offload, mdns, firewall, boot),
  };
}
