import type { Answers } from '../interview/answers.ts';
import type { OffloadPlan } from './firewall-plan.ts';
import type { JackPlan, NetworkPlan, WanPlan } from './router-plan.ts';

/**
 * The fast path, or null where it is off. A shaper switches it off: offloaded packets
 * pass CAKE by (router/lab-findings.md section 2). Only physical jacks are listed, as
 * names of VLANs or ppp0 fail on 6.12 and do nothing on 7.3 (section 1), and a jack
 * whose network has further jacks stays out, because the bridge then has to choose.
 */
export function planOffload(
  answers: Answers,
  networks: readonly NetworkPlan[],
  jacks: readonly JackPlan[],
  wan: WanPlan,
): OffloadPlan | null {
  const { flowOffload, shaper } = answers.tuning;
  if (flowOffload === 'off' || shaper !== null) return null;
  const shared = new Set(
    networks
      .map(bridgedJacks)
      .filter((names) => names.length > 1)
      .flat(),
  );
  const inside = jacks.filter((jack) => jack.job === 'networks' && !shared.has(jack.name)).map((jack) => jack.name);
  if (inside.length === 0) return null;
  return {
    mode: flowOffload,
    devices: [wan.jack, ...inside].map((jack) => ({ jack })),
    provenKernels: PROVEN_KERNELS,
  };
}

/**
 * Seen to offload and to answer in the lab (router/lab-findings.md section 1). 6.18.45 took a
 * rework that was reported broken (openwrt/openwrt#24800) and could not be tried.
 */
const PROVEN_KERNELS: OffloadPlan['provenKernels'] = [
  { series: '6.12', to: 117 },
  { series: '6.18', to: 15 },
  { series: '7.3', to: 4 },
];

/** Jacks below a network's bridge by their own names: a member may be a VLAN `enp2s0.30`. */
function bridgedJacks({ link }: NetworkPlan): string[] {
  const members = link.kind === 'bridge' ? link.members : [];
  return [...new Set(members.map((member) => member.replace(/\.\d+$/, '')))];
}
