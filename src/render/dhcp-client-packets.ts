/** How the DHCP client's questions and the answers to them are laid out (RFC 2131 section 2, RFC 2132, RFC 3396). */
export const dhcpClientPackets = String.raw`# ---- packets ----

sub message {
  my ($type, $own, $more) = @_;
  my %all = (55 => pack('C*', 1, 3, 6, 51, 54, 58, 59, 121), 57 => pack('n', 1472), %sent, %$more);
  my $options = pack 'CCC', 53, 1, $type;
  for my $code (sort { $a <=> $b } keys %all) {
    $options .= pack 'CC/a*', $code, $_ for unpack '(a255)*', $all{$code}; # longer ones in pieces, RFC 3396
  }
  my $waited = int(now() - $asking_since);
  my $head = pack 'C4a4nna4a4a4a4a16x192N', 1, 1, 6, 0, $xid, $waited, 0, $own, $NONE, $NONE, $NONE, $mac, 0x63825363;
  return pack 'a300', "$head$options\xff" if length "$head$options" < 299;
  return "$head$options\xff";
}

sub ip_packet {
  my ($data) = @_;
  my $length = 8 + length $data;
  my $udp = pack 'nnnna*', 68, 67, $length, 0, $data;
  my $pseudo = pack 'a4a4xCn', $NONE, INADDR_BROADCAST, 17, $length;
  substr $udp, 6, 2, pack 'n', checksum("$pseudo$udp") || 0xffff;
  my $ip = pack 'CCnnnCCna4a4', 0x45, 0, 20 + $length, 0, 0, 64, 17, 0, $NONE, INADDR_BROADCAST;
  substr $ip, 10, 2, pack 'n', checksum($ip);
  return "$ip$udp";
}

sub checksum {
  my $sum = 0;
  $sum += $_ for unpack 'n*', "$_[0]\0";
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
  return ~$sum & 0xffff;
}

# The filter has seen that it is UDP to port 68; pieces of a packet are not for us.
sub udp_payload {
  my ($first, $pieces) = unpack 'Cx5n', $_[0];
  my $start = ($first & 15) * 4;
  return "" if $pieces & 0x3fff || length $_[0] < $start + 8 || unpack('n', substr $_[0], $start, 2) != 67;
  return substr $_[0], $start + 8, unpack('n', substr $_[0], $start + 4, 2) - 8;
}

sub parsed {
  my ($data) = @_;
  return undef if length $data < 241 || substr($data, 236, 4) ne pack 'N', 0x63825363;
  return undef if substr($data, 0, 1) ne "\2" || substr($data, 4, 4) ne $xid || substr($data, 28, 6) ne $mac;
  my %found = options(substr $data, 240);
  my $more = ord($found{52} // "\0");
  %found = (options(substr $data, 108, 128), %found) if $more & 1;
  %found = (options(substr $data, 44, 64), %found) if $more & 2;
  return undef if length($found{53} // "") != 1;
  return undef if grep { defined $found{$_} && length $found{$_} != 4 } 1, 51, 54, 58, 59;
  return { %found, type => ord $found{53}, address => substr($data, 16, 4), since => now() };
}

sub options {
  my ($data, %found) = @_;
  while ($data =~ s/^([^\xff])//s) {
    next if $1 eq "\0";
    my $code = ord $1;
    my $length = unpack 'C', $data;
    last if !defined $length || length $data < 1 + $length;
    $found{$code} = ($found{$code} // "") . substr $data, 1, $length;
    substr $data, 0, 1 + $length, "";
  }
  return %found;
}
`;
