import {
  judgeAvahi,
  judgeChrony,
  judgeDnsmasq,
  judgeNetworkd,
  judgeNix,
  judgePppd,
  judgeUnbound,
} from './judges/daemons.ts';
import { judgeNftables, judgeScripts, judgeUnits } from './judges/scripts-and-units.ts';
import { checkOptions } from './option-table.ts';

export {
  judgeAvahi,
  judgeChrony,
  judgeDnsmasq,
  judgeNetworkd,
  judgeNftables,
  judgeNix,
  judgePppd,
  judgeScripts,
  judgeUnbound,
  judgeUnits,
};

/** Every judge there is over one evaluated configuration: one sentence for each thing that is wrong, none for a good one. */
export function judgeConfiguration(config: unknown, release: string): string[] {
  const judges = [
    judgeUnbound,
    judgeDnsmasq,
    judgeChrony,
    judgeAvahi,
    judgePppd,
    judgeNetworkd,
    judgeNix,
    judgeNftables,
    judgeScripts,
    judgeUnits,
  ];
  return [...checkOptions(config, release), ...judges.flatMap((judge) => judge(config))];
}
