import type { OffloadPlan } from '../plan/firewall-plan.ts';
import { nftString } from './quoting.ts';

/**
 * The fast path: a table of its own, so that a kernel that refuses it cannot take
 * the firewall with it. What the filter has accepted goes on to this chain
 * (priority + 10), and from the second packet on at the jacks themselves.
 * Physical jacks only (router/lab-findings.md section 1).
 */
export function fastPathRuleset(offload: OffloadPlan): string {
  const devices = offload.devices.map(({ jack }) => nftString(jack)).join(', ');
  return `table inet fastpath
delete table inet fastpath
table inet fastpath {
  flowtable established {
    hook ingress priority filter
    devices = { ${devices} }
    counter
  }
  chain offload_established {
    type filter hook forward priority filter + 10; policy accept;
    ct state established meta l4proto { tcp, udp } flow add @established
  }
}
`;
}

/**
 * Loads the fast path where the kernel is one that the lab has seen work
 * (mode auto), says what it did, and never fails: without it everything
 * works, only slower. Needs `nft`, `uname` and `sysctl`.
 */
export function fastPathScript(offload: OffloadPlan): string {
  const gate = offload.mode === 'on' ? '' : `${kernelGate(offload)}\n`;
  return `# Loads the fast path for established connections. Never fatal.
set -u
${gate}
# the watch compares packets of both directions, and the kernel counts them only if told to
sysctl -q -w net.netfilter.nf_conntrack_acct=1 || true

if nft -f - <<'END'
${fastPathRuleset(offload)}END
then
  echo "fast path: loaded on ${offload.devices.map(({ jack }) => jack).join(', ')}; the watch will tell whether it works"
else
  echo "fast path: this kernel refused it; everything works without it, only slower"
fi
exit 0
`;
}

function kernelGate({ provenKernels }: OffloadPlan): string {
  const cases = provenKernels.map(({ series, to }) =>
    to === null ? `  ${series}) proven=yes ;;` : `  ${series}) if [ "$patch" -le ${to} ]; then proven=yes; fi ;;`,
  );
  return `
# Only kernels on which it was seen to work: others have lost connections with it.
kernel=$(uname -r)
version=\${kernel%%[!0-9.]*}
series=$(echo "$version" | cut -d . -f 1,2)
patch=$(echo "$version.0" | cut -d . -f 3)
proven=no
case "$series" in
${cases.join('\n')}
esac
if [ "$proven" = no ]; then
  echo "fast path: off, kernel $kernel was not tried with it (tuning.flowOffload: on loads it all the same)"
  nft delete table inet fastpath 2>/dev/null || true
  exit 0
fi`;
}

/**
 * Watches connections on the fast path and takes it away when they stall. The exit code of nft
 * proves nothing: a flowtable can load and then swallow answers. So it reads the packet
 * counters of [OFFLOAD] connections: TCP that sends and gets no answer, three times or more while
 * none gets one, is a broken fast path. Ten seconds a round for ten minutes, then a minute. Needs
 * `conntrack`, `nft`, `awk`, and RUNTIME_DIRECTORY. Ends when the table is gone.
 */
export function fastPathWatchScript(): string {
  return `# Watches the connections on the fast path; takes it away if their answers stop.
set -u
pause=\${WATCH_PAUSE:-10}
rounds=0
seen=no
before=$RUNTIME_DIRECTORY/before
now=$RUNTIME_DIRECTORY/now
: > "$before"

# per TCP connection on the fast path: its name, packets sent, packets answered
offloaded() {
  conntrack -L -p tcp 2>/dev/null | awk '/\\[OFFLOAD/ {
    name = ""; count = 0
    for (i = 1; i <= NF; i++) {
      split($i, part, "=")
      if (part[1] == "packets") packets[++count] = part[2]
      else if (part[1] ~ /^(src|dst|sport|dport)$/) name = name "/" part[2]
    }
    if (count == 2) print name, packets[1], packets[2]
  }'
}

while nft list table inet fastpath > /dev/null 2>&1; do
  offloaded > "$now"
  if [ "$seen" = no ] && [ -s "$now" ]; then
    seen=yes
    echo "fast path: in use"
  fi
  verdict=$(awk '
    NR == FNR { sent[$1] = $2; answered[$1] = $3; next }
    ($1 in sent) && ($2 - sent[$1] >= 2 || $3 - answered[$1] >= 2) {
      if ($2 > sent[$1] && $3 > answered[$1]) alive++; else stuck++
    }
    END { print (stuck >= 3 && alive == 0) ? "broken" : "well" }
  ' "$before" "$now")
  if [ "$verdict" = broken ]; then
    strikes=$((\${strikes:-0} + 1))
  else
    strikes=0
  fi
  if [ "$strikes" -ge 2 ]; then
    nft delete table inet fastpath
    echo "fast path: connections got no answers any more; switched off, everything goes the slower way until the next start"
    exit 0
  fi
  mv "$now" "$before"
  rounds=$((rounds + 1))
  if [ "$rounds" -eq 60 ]; then
    if [ "$seen" = no ]; then
      echo "fast path: loaded, but no connection has taken it in the first sixty rounds"
    fi
    pause=\${WATCH_PAUSE:-60}
  fi
  sleep "$pause"
done
`;
}
