import type { FirewallPlan } from '../plan/firewall-plan.ts';
import { firewallTargets } from './firewall-openings.ts';
import { shellWord } from './quoting.ts';

/**
 * Script that tells a freshly loaded firewall the addresses of the devices that
 * openings lead to, from the kernel's neighbour table: a reload forgets what was
 * learned from traffic, and a quiet device might not speak for hours. Runs after
 * each load of nftables; needs `ip`, `nft` and `awk`; never fatal. Null where no
 * opening leads to a device.
 */
export function neighbourSeedScript(plan: FirewallPlan): string | null {
  const targets = firewallTargets(plan);
  if (targets.length === 0) return null;
  const lines = targets.map(({ network, mac, number }) => `  known ${shellWord(network)} ${mac} ${number}`);
  return `# Tells the firewall which addresses the devices behind openings have now.
set -u

known() { # network, MAC, number
  ip -4 neigh show dev "$1" 2>/dev/null | to_elements address4 "$2" "$3"
  ip -6 neigh show dev "$1" 2>/dev/null | to_elements address6 "$2" "$3"
}

to_elements() { # map, MAC, number
  awk -v map="$1" -v mac="$2" -v number="$3" \\
    '{ for (i = 2; i < NF; i++) if ($i == "lladdr" && tolower($(i + 1)) == mac) print map, $1, number }'
}

found() {
${lines.join('\n')}
}

count=0
while read -r map address number; do
  # one at a time: what the device has said meanwhile is there already, and stays
  if nft add element inet fw "$map" "{ $address timeout 1d : $number }" 2>/dev/null; then
    count=$((count + 1))
  fi
done <<EOF
$(found)
EOF
echo "addresses of devices behind openings: $count known from the neighbour table"
exit 0
`;
}
