import type { Answers, PppoeAnswers, TextOrSecret } from '../interview/answers.ts';
import { planDhcp } from './dhcp-line.ts';
import { wanJackMtu } from './jacks.ts';
import type { JackPlan, PppoeLine, WanPlan } from './router-plan.ts';
import { secretFiles } from './secret-files.ts';

/**
 * Socket priority that marks DHCP, so that a VLAN can give it a priority of its own.
 * 5 is one that no IP type-of-service maps to (Linux net/ipv4/route.c, ip_tos2prio).
 */
export const controlSocketPriority = 5;

/** The line to the Internet: jack, VLAN, and what runs on it. */
export function planWan(answers: Answers, jacks: readonly JackPlan[]): WanPlan {
  const { wan } = answers;
  const mac = answers.ports.get(wan.port)?.mac;
  const jack = jacks.find((candidate) => candidate.mac === mac)?.name ?? '';
  const parent = wan.vlan === null ? jack : 'wan';
  const line = planLine(answers);
  const { data } = wan.priority;
  // dhcpcd marks nothing
  const priority = line.kind === 'dhcp' && line.client === 'dhcpcd' ? { data, control: data } : wan.priority;
  return {
    jack,
    vlan: wan.vlan === null ? null : { id: wan.vlan, egressPriority: egressPriority(priority) },
    parent,
    device: wan.type === 'pppoe' ? 'ppp0' : parent,
    mac: wan.mac,
    parentMtu: wanJackMtu(answers),
    prefixLength: wan.ipv6?.prefixLength ?? null,
    line,
  };
}

/** Packet priority to 802.1p priority; only what differs from the kernel's 0. */
function egressPriority(priority: {
  readonly data: number;
  readonly control: number;
}): { readonly from: number; readonly to: number }[] {
  return Array.from({ length: 8 }, (_, from) => ({
    from,
    to: from === controlSocketPriority ? priority.control : priority.data,
  })).filter(({ to }) => to !== 0);
}

function planLine(answers: Answers): WanPlan['line'] {
  const { wan } = answers;
  if (wan.type === 'pppoe') return planPppoe(wan.pppoe);
  if (wan.type === 'dhcp') {
    const ownPriority = wan.vlan !== null && wan.priority.control !== wan.priority.data;
    return planDhcp(wan.dhcp, ownPriority ? controlSocketPriority : null);
  }
  return { kind: 'static', ...wan.static };
}

function planPppoe(pppoe: PppoeAnswers): PppoeLine {
  return {
    kind: 'pppoe',
    service: pppoe.service,
    hostUniq: pppoe.hostUniq,
    refuse: refused[pppoe.auth],
    mtu: pppoe.mtu === 'auto' ? 1500 : pppoe.mtu,
    ...planPassword(pppoe.password),
    username: pppoe.username,
  };
}

const refused: Record<PppoeAnswers['auth'], PppoeLine['refuse']> = {
  any: [],
  pap: ['chap', 'mschap', 'mschap-v2', 'eap'],
  chap: ['pap', 'eap'],
};

/** naar keeps login and password in one options file; a password that something else puts on the router is read when pppd starts. */
function planPassword(password: TextOrSecret): { readonly optionsFile: string; readonly passwordPath: string | null } {
  const path = password.kind === 'secret' && 'path' in password.source ? password.source.path : null;
  return path === null || path === secretFiles.pppoePassword
    ? { optionsFile: secretFiles.pppoeOptions, passwordPath: null }
    : { optionsFile: '/run/pppoe-login/pppoe.options', passwordPath: path };
}
