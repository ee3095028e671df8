import type { NetworkPlan, RouterPlan } from '../plan/router-plan.ts';
import { OUTDATED_PREFIXES } from './outdated-prefixes.ts';
import { shellWord } from './quoting.ts';

/** ND_PREFERRED_LIMIT and ND_VALID_LIMIT of RFC 9096 section 3.4, in seconds. */
const preferred = 2700;
const valid = 5400;

/**
 * Router advertisements that follow the line: the script writes radvd.conf from the addresses
 * and routes that the router has, and writes it again when they change. networkd's own
 * advertisements can neither take a prefix back nor say that the line is down
 * (systemd/systemd issues 29651 and 43313, still open for 259).
 *
 * - No default route on the WAN, or no cable: router lifetime 0 (RFC 7084 G-4, G-5); the same
 *   without a public prefix (ULA-5). The private prefix and its route stay (L-3).
 * - Another prefix: the old one is announced with both lifetimes 0, for as long as a device can
 *   have it (RFC 9096 section 3.5), also when the router was off meanwhile; what still comes
 *   from it is refused by the firewall (RFC 7084 L-14).
 * - The same prefix again: nobody was told to drop it.
 *
 * Needs `ip`, `nft`, `conntrack`, `radvd`, RUNTIME_DIRECTORY and STATE_DIRECTORY. What it
 * remembers is one file for each network, one prefix a line.
 */
export function advertisementsScript(plan: RouterPlan): string {
  const { wan, ula } = plan;
  return `# Tells every network what IPv6 it has. radvd says it; its file is written here.
set -u
file=$RUNTIME_DIRECTORY/radvd.conf
memory=$STATE_DIRECTORY/told
radvd=$$    # what this shell becomes in its last line
trap '' HUP # until radvd can take it
declare -A given # the ISP's prefixes in each network
declare -A told  # every prefix that devices of a network may have
declare -A ends  # of those that are no longer ours: when none can have it any more, in seconds of this shell
said="" again=0

networks() {
${plan.networks.map(networkLine).join('\n')}
}

# IPv6 leads somewhere: there is a cable, and a default route over it.
online() {
  local cable=0
  { read -r cable </sys/class/net/${wan.parent}/carrier; } 2>/dev/null
  [ "$cable" = 1 ] && [ -n "$(ip -6 route show default dev ${wan.device} 2>/dev/null)" ]
}

# networkd has the address ...::1 of each delegated prefix in its network.
delegated() {
  local network address
  given=()
  while read -r _ network _ address _; do
    case $address in [23]*::1/64) given[$network]+="\${address%1/64}/64 " ;; esac
  done < <(ip -6 -o addr show scope global)
}

network() { # name, our private address in it, private prefix
  local prefix keep="$3 \${given[$1]-}" lifetime=0
  if [ -n "\${given[$1]-}" ]; then lifetime=$reach; fi
  write "interface $1 {"
  write "  AdvSendAdvert on; AdvDefaultLifetime $lifetime;"
  write "  RDNSS $2 { };"
  write ${shellWord(`  DNSSL ${plan.identity.domain} { };`)}
  write "  route ${ula} { };"
  # ::/64 is what the network has at the moment, and no longer than the ISP says
  write "  prefix ::/64 { AdvPreferredLifetime ${preferred}; AdvValidLifetime ${valid}; };"
  for prefix in \${told[$1]-}; do
    if [[ " $3 \${given[$1]-}" = *" $prefix "* ]]; then
      unset "ends[$1 $prefix]"
    elif [[ -z \${given[$1]-} && $prefix = [23]* && -z \${ends[$1 $prefix]-} ]]; then
      # the line is only down: the same prefix may come back, and nobody is told to drop it
      keep+="$prefix "
    elif outdated "$1" "$prefix"; then
      write "  prefix $prefix { AdvPreferredLifetime 0; AdvValidLifetime 0; };"
      keep+="$prefix "
      old+=("$1 $prefix")
    fi
  done
  write "};"
  if [ "$keep" != "\${told[$1]-}" ]; then
    told[$1]=$keep
    learned=yes
  fi
}

write() {
  text+="$1"$'\\n'
}

# Another prefix has come: devices must drop this one, and are told until none can have it any more.
outdated() { # network, earlier prefix
  local end=\${ends[$1 $2]-}
  if [ -z "$end" ]; then
    end=$((SECONDS + ${valid}))
    ends[$1 $2]=$end
    echo "$1: $2 is no longer ours, devices are told to drop it" >&2
  fi
  if [ "$SECONDS" -lt "$end" ]; then return 0; fi
  unset "ends[$1 $2]"
  return 1
}

recall() {
  local network prefixes
  while read -r network prefixes; do told[$network]="$prefixes "; done <"$memory"
}

# On disk before anyone is told: after a power cut we must know who was told what.
remember() {
  local network
  for network in "\${!told[@]}"; do echo "$network \${told[$network]}"; done >"$memory.new"
  sync "$memory.new"
  mv "$memory.new" "$memory"
  sync "$STATE_DIRECTORY"
}

# What still comes from an earlier prefix: the firewall refuses it, and the answer finds its way.
refuse() {
  local pair name prefix rules="flush set inet fw ${OUTDATED_PREFIXES}"
  for pair in "\${old[@]}"; do
    read -r name prefix <<<"$pair"
    if [[ $prefix != [23]* ]]; then continue; fi
    if [[ " \${given[*]}" = *" $prefix "* ]]; then
      # it is in another network now
      ip -6 route flush "$prefix" dev "$name"
      continue
    fi
    rules+=$'\\n'"add element inet fw ${OUTDATED_PREFIXES} { $prefix }"
    [ -n "$(ip -6 route show "$prefix" dev "$name")" ] || ip -6 route add "$prefix" dev "$name" expires ${valid}
    conntrack -D -f ipv6 -s "$prefix" >/dev/null
  done
  nft -f - <<<"$rules"
}

announce() {
  local reach=0 old=() text="" learned=no
  if online; then reach=${preferred}; fi
  delegated
  networks
  if [ "$learned" = yes ]; then remember; fi
  if [ "$text" = "$said" ] && [ "$SECONDS" -lt "$again" ]; then return; fi
  if [ "$text" != "$said" ]; then
    echo "$text" >"$file"
    kill -HUP "$radvd"
    said=$text
  fi
  # also once a minute: a reload of the firewall forgets it
  refuse 2>/dev/null
  again=$((SECONDS + 60))
}

watch() {
  exec 3< <(exec ip -6 monitor link address route)
  sleep 2
  while true; do
    announce
    if read -r -t 60 _ <&3; then
      # one change comes in many lines
      sleep 0.3
      while read -r -t 0.01 _ <&3; do :; done
    elif [ $? -le 128 ]; then
      return
    fi
  done
}

if [ -e "$memory" ]; then recall; fi
announce || true
{ watch || true; kill "$radvd"; } &
exec radvd --nodaemon --logmethod stderr --config "$file" --pidfile "$RUNTIME_DIRECTORY/radvd.pid"
`;
}

function networkLine({ name, ipv6 }: NetworkPlan): string {
  return `  network ${shellWord(name)} ${ipv6.address} ${ipv6.prefix}`;
}
