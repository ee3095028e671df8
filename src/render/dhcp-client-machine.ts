/**
 * What a lease changes on the router: the address, which the kernel itself takes away
 * when the lease ends, routes below the metric of the blackhole, and the list of name servers.
 */
export const dhcpClientMachine = String.raw`# ---- this machine ----

# An address that ends by itself is ours; one for good was put there by somebody else.
sub apply {
  my ($lease) = @_;
  my ($whole) = times_of($lease);
  my $left = int($whole - now() + $lease->{since});
  $left = 1 if $left < 1;
  my $own = inet_ntoa($lease->{address});
  my $length = defined $lease->{1} ? unpack '%32b*', $lease->{1} : 24;
  drop_all_but("$own/$length");
  ip('address', 'replace', "$own/$length", 'broadcast', '+', 'dev', $device, 'valid_lft', $left, 'preferred_lft', $left);
  for (routes($lease)) {
    my ($to, $router) = @$_;
    my @via = $router eq $NONE ? ('scope', 'link') : ('via', inet_ntoa($router), 'onlink');
    ip('route', 'replace', $to, 'dev', $device, @via, 'src', $own, 'metric', 1024, 'proto', 'dhcp');
  }
  open my $dns, '>', "$ENV{RUNTIME_DIRECTORY}/dns" or die "the list of name servers: $!\n";
  print $dns join(' ', map { inet_ntoa($_) } unpack '(a4)*', whole_addresses($lease->{6})), "\n";
  close $dns;
  print "address $own/$length for $left seconds\n";
}

# Pairs of destination and router: classless ones (RFC 3442) count instead of the plain router.
sub routes {
  my ($lease) = @_;
  my ($data, @found) = ($lease->{121} // "");
  while (length $data) {
    my $length = unpack 'C', $data;
    my $bytes = int(($length + 7) / 8);
    last if $length > 32 || length $data < 5 + $bytes;
    my $to = inet_ntoa(pack 'a4', substr $data, 1, $bytes);
    push @found, ["$to/$length", substr $data, 1 + $bytes, 4];
    substr $data, 0, 5 + $bytes, "";
  }
  return @found if @found;
  my ($router) = unpack '(a4)*', whole_addresses($lease->{3});
  return defined $router ? ['0.0.0.0/0', $router] : ();
}

sub whole_addresses { my $all = $_[0] // ""; return substr $all, 0, length($all) - length($all) % 4 }

# The lease, and when to ask its server and when any, in seconds from its beginning (RFC 2131 4.4.5).
sub times_of {
  my ($lease) = @_;
  my ($whole, $renew, $rebind) = map { defined $lease->{$_} ? unpack 'N', $lease->{$_} : 0 } 51, 58, 59;
  $whole ||= 3600;
  $whole = 0x7fffffff if $whole > 0x7fffffff;
  $rebind = $whole * 0.875 if $rebind <= 0 || $rebind >= $whole;
  $renew = $whole / 2 if $renew <= 0 || $renew >= $rebind;
  $renew = $rebind / 2 if $renew >= $rebind;
  return ($whole, $renew, $rebind);
}

sub held {
  open my $list, '-|', 'ip', '-4', '-o', 'address', 'show', 'dev', $device, 'dynamic' or die "ip: $!\n";
  return map { m{inet ([\d.]+)/(\d+)} ? [$1, $2] : () } <$list>;
}

sub drop_all_but {
  my ($kept) = @_;
  for (map { "$$_[0]/$$_[1]" } held()) {
    ip('address', 'del', $_, 'dev', $device) if $_ ne $kept;
  }
}

sub ip { system('ip', '-4', @_) == 0 or print "not done: ip -4 @_\n" }

# The clock that no time server moves.
sub now { return clock_gettime(CLOCK_MONOTONIC) }

# The carrier of a link that is down cannot be read: it has none.
sub sysfs {
  open my $file, '<', "/sys/class/net/$device/$_[0]" or die "$device is gone\n";
  my $text = <$file> // "";
  chomp $text;
  return $text;
}

`;
