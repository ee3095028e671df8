import { dhcpClientMachine } from './dhcp-client-machine.ts';
import { dhcpClientPackets } from './dhcp-client-packets.ts';

/**
 * The DHCPv4 client (RFC 2131) of a line that wants a client identifier of its own.
 *
 * Why not a client that exists: networkd always sends an option 61 of its own kind,
 * and a second one is joined to the first (RFC 3396). busybox udhcpc takes option
 * values as arguments only, and /proc/PID/cmdline is open to everybody. dhcpcd reads a
 * file, but sends no option that it has no word for (90). dhclient is gone from nixpkgs.
 * Perl is on every NixOS of these releases, and keeps memory errors from between the
 * ISP's packets and root.
 *
 * Arguments: DEVICE, the priority of its packets (SO_PRIORITY), then each option as
 * `CODE=text:TEXT`, `CODE=hex:DIGITS` or `CODE=file:PATH`: a secret is read from its
 * file and stands in no argument. Needs `ip` and RUNTIME_DIRECTORY, where `dns` holds
 * the ISP's name servers, blanks between. What it cannot do ends it, and its unit starts it again.
 */
export const dhcpClientScript = String.raw`# DHCP client for a line whose provider wants a client identifier of its own.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC sleep);

my ($device, $priority, @wanted) = @ARGV;
my ($DISCOVER, $OFFER, $REQUEST, $ACK, $NAK) = (1, 2, 3, 5, 6);
my $NONE = "\0\0\0\0";
my ($xid, $asking_since) = ($NONE, 0);
$| = 1;

sleep 1 until -e "/sys/class/net/$device/carrier";
my $mac = pack 'H*', sysfs('address') =~ tr/://dr;
my %sent = map { option($_) } @wanted;

# an address that is still here is asked for again: a restart cuts no connection
my ($here) = held();
my $lease = defined $here ? confirm(inet_aton($here->[0]), undef) : undef;
while (1) {
  $lease //= discover();
  apply($lease);
  $lease = keep($lease);
}

sub option {
  my ($code, $kind, $value) = shift =~ /^(\d+)=(text|hex|file):(.*)$/s or die "an option that cannot be read\n";
  return ($code, $kind eq 'hex' ? pack 'H*', $value : $value) if $kind ne 'file';
  open my $file, '<:raw', $value or die "$value cannot be read: $!\n";
  my $secret = do { local $/; <$file> } // "";
  $secret =~ s/\r?\n\z//;
  return ($code, $secret);
}

# ---- the conversation ----

sub discover {
  while (1) {
    sleep 1 until sysfs('carrier');
    my $offer = ask($DISCOVER, undef, [$OFFER], 5) // next;
    next if !defined $offer->{54};
    my $choice = { 50 => $offer->{address}, 54 => $offer->{54} };
    my $answer = ask($REQUEST, $choice, [$ACK, $NAK], 3) // next;
    return $answer if $answer->{type} == $ACK;
    sleep 2;
  }
}

# Is this address still mine? What is held stays where nobody answers.
sub confirm {
  my ($address, $held) = @_;
  my $answer = ask($REQUEST, { 50 => $address }, [$ACK, $NAK], 3) // return $held;
  return $answer if $answer->{type} == $ACK;
  drop_all_but("");
  return undef;
}

# Renews with the server, later with any; gives the new lease, or undef when it is over.
sub keep {
  my ($held) = @_;
  my ($whole, $renew, $rebind) = times_of($held);
  my ($next, $carrier) = ($renew, sysfs('carrier'));
  while ((my $age = now() - $held->{since}) < $whole) {
    my $was = $carrier;
    $carrier = sysfs('carrier');
    # the cable may be in something else now
    return confirm($held->{address}, $held) if $carrier && !$was;
    if ($age >= $next) {
      my $answer = renew($held->{address}, $age < $rebind ? $held->{54} : undef);
      return $answer if defined $answer && $answer->{type} == $ACK;
      last if defined $answer;
      my ($now, $end) = (now() - $held->{since}, $age < $rebind ? $rebind : $whole);
      $next = $now + (($end - $now) / 2 > 60 ? ($end - $now) / 2 : 60);
      $next = $end if $next > $end;
    }
    sleep 1;
  }
  print "the address is no longer ours\n";
  drop_all_but("");
  return undef;
}

# With an address of its own it needs only an ordinary socket.
sub renew {
  my ($own, $server) = @_;
  begin();
  my $socket = opened(PF_INET, 17);
  setsockopt $socket, SOL_SOCKET, $$_[0], $$_[1] or die "socket: $!\n"
    for [SO_REUSEADDR, 1], [SO_BROADCAST, 1], [25, "$device\0"]; # SO_BINDTODEVICE
  bind $socket, pack_sockaddr_in(68, INADDR_ANY) or die "port 68: $!\n";
  send $socket, message($REQUEST, $own, {}), 0, pack_sockaddr_in(67, $server // INADDR_BROADCAST) or print "not sent: $!\n";
  return answer($socket, 5, [$ACK, $NAK], sub { $_[0] });
}

# Without one it sends and reads whole IP packets, and the kernel hands up none but those to port 68.
sub ask {
  my ($type, $more, $types, $tries) = @_;
  begin() if !defined $more || !defined $more->{54};
  my $socket = opened(17, unpack 'S', pack 'n', 0x0800);
  my $filter = pack '(SCCL)*', 0x30, 0, 0, 9, 0x15, 0, 4, 17, 0xb1, 0, 0, 0, 0x48, 0, 0, 2, 0x15, 0, 1, 68, 6, 0, 0, 65535, 6, 0, 0, 0;
  setsockopt $socket, SOL_SOCKET, 26, pack 'Sx6P', 7, $filter or die "packet filter: $!\n"; # SO_ATTACH_FILTER
  bind $socket, link_address("") or die "$device: $!\n";
  for my $wait (map { 2 ** $_ } 1 .. $tries) {
    send $socket, ip_packet(message($type, $NONE, $more // {})), 0, link_address("\xff" x 6) or print "not sent: $!\n";
    my $found = answer($socket, $wait - 0.5 + rand, $types, \&udp_payload);
    return $found if defined $found;
  }
  return undef;
}

sub answer {
  my ($socket, $seconds, $types, $open) = @_;
  my $end = now() + $seconds;
  while ((my $left = $end - now()) > 0) {
    vec(my $ready = "", fileno $socket, 1) = 1;
    next if select($ready, undef, undef, $left) < 1 || !defined recv $socket, my $packet, 65536, 0;
    my $reply = parsed($open->($packet));
    return $reply if defined $reply && grep { $reply->{type} == $_ } @$types;
  }
  return undef;
}

sub begin { ($xid, $asking_since) = (pack('L', int rand 2 ** 32), now()) }

sub opened {
  my ($family, $protocol) = @_;
  socket my $socket, $family, SOCK_DGRAM, $protocol or die "socket: $!\n";
  setsockopt $socket, SOL_SOCKET, 12, pack 'i', $priority or die "priority: $!\n"; # SO_PRIORITY
  return $socket;
}

sub link_address { pack 'SnlSCCa8', 17, 0x0800, sysfs('ifindex'), 0, 0, length $_[0], $_[0] }

${dhcpClientMachine}${dhcpClientPackets}`;
