# router: a router on PC Engines apu4, NixOS 26.11. Written by naar.
#
# Read it from top to bottom: each part says what it does and why. You may
# change it by hand; a later run of naar shows your changes before it writes
# anything. Additions of your own are best put into local.nix, which naar
# never touches; to replace an option that is set here, write lib.mkForce in
# front of its value there.
{
  lib,
  pkgs,
  ...
}:

{
  imports = [
    ./hardware-configuration.nix
    ./local.nix
  ];

  # The box -------------------------------------------------------------------
  # The box has no screen: boot menu, kernel messages and login are on the
  # serial port, 115200 baud 8N1.

  # The disk is not known yet: with "nodev" GRUB is not installed anywhere.
  # Put the whole disk here, as /dev/disk/by-id/...
  # The import of nixos-hardware (pcengines/apu) is left out on purpose: these
  # serial lines and console= are all it holds.
  boot.loader.grub = {
    enable = true;
    device = "nodev";
    configurationLimit = 10;
    splashImage = null;
    extraConfig = ''
      serial --unit=0 --speed=115200 --word=8 --parity=no --stop=1
      terminal_input serial
      terminal_output serial
    '';
  };

  boot.loader.timeout = 3;
  boot.kernelParams = [ "console=ttyS0,115200n8" ];
  hardware.cpu.amd.updateMicrocode = true;

  # A router that hangs restarts by itself after 30 seconds without a sign of
  # life.
  systemd.settings.Manager.RuntimeWatchdogSec = "30s";

  # When a disk cannot be mounted the router goes on as far as it can, and SSH
  # with it: emergency mode would wait for a root password that does not
  # exist.
  systemd.enableEmergencyMode = false;

  # Name, time and login ------------------------------------------------------
  # SSH takes keys only and is reached from trusted networks (the firewall
  # below sees to that). There is no password, so nobody can log in on the
  # console, and sudo asks for none.

  networking.hostName = "router";
  networking.domain = "home.arpa";
  time.timeZone = "UTC";
  console.keyMap = "us";

  # Users are what this file says; a password set by hand is gone after the
  # next switch.
  users.mutableUsers = false;

  users.users.root.hashedPassword = "!";

  users.users.admin = {
    isNormalUser = true;
    extraGroups = [ "wheel" ];
    openssh.authorizedKeys.keys = [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me"
    ];
  };

  security.sudo.wheelNeedsPassword = false;

  services.openssh = {
    enable = true;
    openFirewall = false;
    settings = {
      PasswordAuthentication = false;
      KbdInteractiveAuthentication = false;
      PermitRootLogin = "no";
    };
  };

  # Jacks and cables ----------------------------------------------------------
  # systemd-networkd runs all links. Each jack keeps its name by its own MAC
  # address, so that an added card cannot swap the Internet jack with an
  # inside one.
  #   enp1s0  the Internet
  #   enp2s0  lan (untagged)
  #   enp3s0  lan (VLAN 5, tagged), office (VLAN 6, tagged), guest (VLAN 8,
  #           tagged), iot (VLAN 7, tagged)
  #   enp4s0  unused

  networking.useDHCP = false;
  networking.useNetworkd = true;
  systemd.network.enable = true;

  # Nothing here waits for the Internet: the router boots with every cable
  # unplugged.
  systemd.network.wait-online.enable = false;

  # "wan", i211
  systemd.network.links."10-enp1s0" = {
    matchConfig.PermanentMACAddress = "00:0d:b9:00:00:01";
    linkConfig.Name = "enp1s0";
  };

  # "desk", i211
  systemd.network.links."10-enp2s0" = {
    matchConfig.PermanentMACAddress = "00:0d:b9:00:00:02";
    linkConfig.Name = "enp2s0";
  };

  # "trunk", i211
  systemd.network.links."10-enp3s0" = {
    matchConfig.PermanentMACAddress = "00:0d:b9:00:00:03";
    linkConfig.Name = "enp3s0";
  };

  systemd.network.links."10-enp4s0" = {
    matchConfig.PermanentMACAddress = "00:0d:b9:00:00:04";
    linkConfig.Name = "enp4s0";
  };

  # A jack that is put in later is named by its MAC address: it may come
  # before these on the bus, and would take one of their names.
  systemd.network.links."20-added" = {
    matchConfig = {
      Type = "ether";
      Path = "*";
    };
    linkConfig.NamePolicy = "mac";
  };

  systemd.network.netdevs."20-lan" = {
    netdevConfig = {
      Name = "lan";
      Kind = "bridge";
    };
  };

  systemd.network.netdevs."20-enp3s0.5" = {
    netdevConfig = {
      Name = "enp3s0.5";
      Kind = "vlan";
    };
    vlanConfig.Id = 5;
  };

  systemd.network.networks."30-enp3s0.5" = {
    matchConfig.Name = "enp3s0.5";
    bridge = [ "lan" ];
    networkConfig = {
      LinkLocalAddressing = "no";
      IPv6AcceptRA = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  systemd.network.netdevs."20-office" = {
    netdevConfig = {
      Name = "office";
      Kind = "vlan";
    };
    vlanConfig.Id = 6;
  };

  systemd.network.netdevs."20-guest" = {
    netdevConfig = {
      Name = "guest";
      Kind = "vlan";
    };
    vlanConfig.Id = 8;
  };

  systemd.network.netdevs."20-iot" = {
    netdevConfig = {
      Name = "iot";
      Kind = "vlan";
    };
    vlanConfig.Id = 7;
  };

  systemd.network.networks."30-enp1s0" = {
    matchConfig.Name = "enp1s0";
    vlan = [ "wan" ];
    networkConfig = {
      LinkLocalAddressing = "no";
      IPv6AcceptRA = false;
    };
    linkConfig = {
      MTUBytes = "1508";
      RequiredForOnline = "no";
    };
  };

  systemd.network.networks."30-enp2s0" = {
    matchConfig.Name = "enp2s0";
    bridge = [ "lan" ];
    networkConfig = {
      LinkLocalAddressing = "no";
      IPv6AcceptRA = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  systemd.network.networks."30-enp3s0" = {
    matchConfig.Name = "enp3s0";
    vlan = [
      "enp3s0.5"
      "office"
      "iot"
      "guest"
    ];
    networkConfig = {
      LinkLocalAddressing = "no";
      IPv6AcceptRA = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  # A jack without a job stays down.
  systemd.network.networks."90-unassigned" = {
    matchConfig = {
      Type = "ether";
      Kind = "!*";
    };
    linkConfig = {
      ActivationPolicy = "always-down";
      RequiredForOnline = "no";
    };
  };

  # The line to the Internet --------------------------------------------------
  # enp1s0, in VLAN 7. PPPoE: pppd dials over the jack and the Internet is on
  # ppp0. MTUBytes 1508 on jack and VLAN leaves room for the 8 bytes of PPPoE,
  # so that the session carries 1500 (RFC 4638); where the jack or the ISP
  # refuses, pppd goes back to 1492 by itself. For IPv6 a prefix of /62 is
  # asked for by DHCPv6 and shared out to the networks below.

  # EgressQOSMaps: the priority (802.1p) of the frames, as the ISP wants it. 5
  # marks DHCP; everything else is data.
  systemd.network.netdevs."20-wan" = {
    netdevConfig = {
      Name = "wan";
      Kind = "vlan";
    };
    vlanConfig = {
      Id = 7;
      EgressQOSMaps = "5-6";
    };
  };

  systemd.network.networks."40-wan" = {
    matchConfig.Name = "wan";
    networkConfig = {
      LinkLocalAddressing = "no";
      IPv6AcceptRA = false;
    };
    linkConfig = {
      MTUBytes = "1508";
      RequiredForOnline = "no";
    };
  };

  services.pppd.enable = true;

  # The login is in a file that only root can read; this text is in the
  # world-readable store. pppd dials for ever, five seconds after each
  # failure, and takes a line for dead that answers none of three questions in
  # 45 seconds. The route has a metric, or pppd would take the unreachable one
  # below for its own.
  services.pppd.peers.wan.config = ''
    plugin pppoe.so
    nic-wan
    pppoe-service "internet service"
    pppoe-host-uniq 534e31323334
    file /run/pppoe-login/pppoe.options
    refuse-pap
    refuse-eap
    noauth
    unit 0
    persist
    maxfail 0
    holdoff 5
    lcp-echo-interval 15
    lcp-echo-failure 3
    noipdefault
    defaultroute
    defaultroute-metric 0
    +ipv6
    mtu 1500
    mru 1500
    usepeerdns
    ip-up-script /etc/ppp/isp-dns
  '';

  # No firewall, no Internet. "exec": an ISP that is down must not hold up a
  # switch (the module would wait for the line). Nothing is ordered behind it
  # either: a jack that is not found would keep addresses, names and SSH at
  # home waiting for a minute and a half.
  systemd.services.pppd-wan = {
    requires = [ "nftables.service" ];
    wants = [
      "pppoe-login.service"
      "sys-subsystem-net-devices-wan.device"
    ];
    after = [
      "nftables.service"
      "pppoe-login.service"
      "router-forwarding.service"
      "sys-subsystem-net-devices-wan.device"
    ];
    before = lib.mkForce [ ];
    serviceConfig.Type = lib.mkForce "exec";
  };

  # The password is put on the router by something else; it is read each time
  # pppd starts.
  systemd.services.pppoe-login = {
    description = "pppd options with the login of the ISP";
    serviceConfig = {
      Type = "oneshot";
      RuntimeDirectory = "pppoe-login";
      RuntimeDirectoryMode = "0700";
      RuntimeDirectoryPreserve = true;
    };
    script = ''
      umask 077
      password=$(cat /run/agenix/pppoe)
      {
        printf 'user %s\n' '"0001#a@t-online.de"'
        printf 'password "%s"\n' "$(printf %s "$password" | sed 's/["\\]/\\&/g')"
      } > /run/pppoe-login/pppoe.options
    '';
  };

  # KeepConfiguration and the route to ::/0 keep the line usable when networkd
  # restarts: the address is pppd's. IAID and DUID come from the MAC, so that
  # the ISP sees the same customer after a new installation; nothing is given
  # back at a restart (SendRelease), so that it gives the same prefix again.
  # An address that the router makes up for itself is not another one each day
  # (IPv6PrivacyExtensions).
  systemd.network.networks."50-ppp0" = {
    matchConfig.Name = "ppp0";
    networkConfig = {
      DHCP = "ipv6";
      IPv6AcceptRA = true;
      IPv6PrivacyExtensions = false;
      KeepConfiguration = true;
    };
    routes = [ { Destination = "::/0"; } ];
    dhcpV6Config = {
      WithoutRA = "solicit";
      UseAddress = false;
      PrefixDelegationHint = "::/62";
      IAID = 1;
      DUIDType = "link-layer";
      DUIDRawData = "00:01:00:0d:b9:00:00:01";
      SendRelease = false;
      UseDNS = false;
      UseNTP = false;
      UseHostname = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  # While the line is down, packets for the Internet end here, with an answer
  # at once, and leave by no other jack. Any other default route has a smaller
  # metric and goes first.
  systemd.network.networks."10-lo" = {
    matchConfig.Name = "lo";
    routes = [
      {
        Destination = "0.0.0.0/0";
        Type = "unreachable";
        Metric = 4096;
      }
      {
        Destination = "::/0";
        Type = "unreachable";
        Metric = 4096;
      }
    ];
  };

  # Our networks --------------------------------------------------------------
  #   lan      10.1.5.1/24        trusted: reaches everything
  #   office   10.1.6.1/24        trusted: reaches everything
  #   guest    10.1.8.1/24        guest: the Internet and nothing of ours
  #   iot      10.1.7.1/24        isolated: what each device is allowed
  # Each has an IPv4 subnet, an IPv6 subnet of its own that never changes
  # (ULA: the router answers there also when the ISP's prefix changes) and,
  # where the ISP gives one, a public IPv6 subnet. SubnetId, in hexadecimal,
  # is the part of the ISP's prefix that a network gets; the router has one
  # address in it, not a new one each day (IPv6PrivacyExtensions). Devices
  # inside one network always reach each other.

  systemd.network.networks."40-lan" = {
    matchConfig.Name = "lan";
    address = [
      "10.1.5.1/24"
      "fd61:e5fc:566a::1/64"
    ];
    networkConfig = {
      IPv6AcceptRA = false;
      DHCPPrefixDelegation = true;
      IPv6PrivacyExtensions = false;
    };
    dhcpPrefixDelegationConfig = {
      UplinkInterface = "ppp0";
      SubnetId = "0";
      Token = "::1";
      Announce = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  systemd.network.networks."40-office" = {
    matchConfig.Name = "office";
    address = [
      "10.1.6.1/24"
      "fd61:e5fc:566a:1::1/64"
    ];
    networkConfig = {
      IPv6AcceptRA = false;
      DHCPPrefixDelegation = true;
      IPv6PrivacyExtensions = false;
    };
    dhcpPrefixDelegationConfig = {
      UplinkInterface = "ppp0";
      SubnetId = "1";
      Token = "::1";
      Announce = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  systemd.network.networks."40-guest" = {
    matchConfig.Name = "guest";
    address = [
      "10.1.8.1/24"
      "fd61:e5fc:566a:2::1/64"
    ];
    networkConfig = {
      IPv6AcceptRA = false;
      DHCPPrefixDelegation = true;
      IPv6PrivacyExtensions = false;
    };
    dhcpPrefixDelegationConfig = {
      UplinkInterface = "ppp0";
      SubnetId = "2";
      Token = "::1";
      Announce = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  systemd.network.networks."40-iot" = {
    matchConfig.Name = "iot";
    address = [
      "10.1.7.1/24"
      "fd61:e5fc:566a:3::1/64"
    ];
    networkConfig = {
      IPv6AcceptRA = false;
      DHCPPrefixDelegation = true;
      IPv6PrivacyExtensions = false;
    };
    dhcpPrefixDelegationConfig = {
      UplinkInterface = "ppp0";
      SubnetId = "3";
      Token = "::1";
      Announce = false;
    };
    linkConfig.RequiredForOnline = "no";
  };

  # What devices are told about IPv6 ------------------------------------------
  # radvd announces prefixes, the router and its name server to each network.
  # When the line is down the router says at once that it leads nowhere
  # (router lifetime 0); when the ISP gives another prefix, devices are told
  # at once to drop the old one, also after a power cut (RFC 7084, RFC 9096).
  # networkd's own announcements can do neither, so they are off. The
  # lifetimes are short: a device that hears none of this forgets the old
  # prefix by itself after 90 minutes.

  systemd.services.router-advertisements = {
    description = "Router advertisements (IPv6)";
    wantedBy = [ "multi-user.target" ];
    after = [
      "nftables.service"
      "router-forwarding.service"
      "systemd-networkd.service"
    ];
    path = [
      pkgs.radvd
      pkgs.iproute2
      pkgs.nftables
      pkgs.conntrack-tools
    ];
    startLimitIntervalSec = 0;
    serviceConfig = {
      Restart = "always";
      RestartSec = 2;
      DynamicUser = true;
      RuntimeDirectory = "router-advertisements";
      StateDirectory = "router-advertisements";
      AmbientCapabilities = [
        "CAP_NET_ADMIN"
        "CAP_NET_RAW"
      ];
      CapabilityBoundingSet = [
        "CAP_NET_ADMIN"
        "CAP_NET_RAW"
      ];
    };
    script = ''
      # Tells every network what IPv6 it has. radvd says it; its file is written here.
      set -u
      file=$RUNTIME_DIRECTORY/radvd.conf
      memory=$STATE_DIRECTORY/told
      radvd=$$    # what this shell becomes in its last line
      trap ''' HUP # until radvd can take it
      declare -A given # the ISP's prefixes in each network
      declare -A told  # every prefix that devices of a network may have
      declare -A ends  # of those that are no longer ours: when none can have it any more, in seconds of this shell
      said="" again=0

      networks() {
        network lan fd61:e5fc:566a::1 fd61:e5fc:566a::/64
        network office fd61:e5fc:566a:1::1 fd61:e5fc:566a:1::/64
        network guest fd61:e5fc:566a:2::1 fd61:e5fc:566a:2::/64
        network iot fd61:e5fc:566a:3::1 fd61:e5fc:566a:3::/64
      }

      # IPv6 leads somewhere: there is a cable, and a default route over it.
      online() {
        local cable=0
        { read -r cable </sys/class/net/wan/carrier; } 2>/dev/null
        [ "$cable" = 1 ] && [ -n "$(ip -6 route show default dev ppp0 2>/dev/null)" ]
      }

      # networkd has the address ...::1 of each delegated prefix in its network.
      delegated() {
        local network address
        given=()
        while read -r _ network _ address _; do
          case $address in [23]*::1/64) given[$network]+="''${address%1/64}/64 " ;; esac
        done < <(ip -6 -o addr show scope global)
      }

      network() { # name, our private address in it, private prefix
        local prefix keep="$3 ''${given[$1]-}" lifetime=0
        if [ -n "''${given[$1]-}" ]; then lifetime=$reach; fi
        write "interface $1 {"
        write "  AdvSendAdvert on; AdvDefaultLifetime $lifetime;"
        write "  RDNSS $2 { };"
        write '  DNSSL home.arpa { };'
        write "  route fd61:e5fc:566a::/48 { };"
        # ::/64 is what the network has at the moment, and no longer than the ISP says
        write "  prefix ::/64 { AdvPreferredLifetime 2700; AdvValidLifetime 5400; };"
        for prefix in ''${told[$1]-}; do
          if [[ " $3 ''${given[$1]-}" = *" $prefix "* ]]; then
            unset "ends[$1 $prefix]"
          elif [[ -z ''${given[$1]-} && $prefix = [23]* && -z ''${ends[$1 $prefix]-} ]]; then
            # the line is only down: the same prefix may come back, and nobody is told to drop it
            keep+="$prefix "
          elif outdated "$1" "$prefix"; then
            write "  prefix $prefix { AdvPreferredLifetime 0; AdvValidLifetime 0; };"
            keep+="$prefix "
            old+=("$1 $prefix")
          fi
        done
        write "};"
        if [ "$keep" != "''${told[$1]-}" ]; then
          told[$1]=$keep
          learned=yes
        fi
      }

      write() {
        text+="$1"$'\n'
      }

      # Another prefix has come: devices must drop this one, and are told until none can have it any more.
      outdated() { # network, earlier prefix
        local end=''${ends[$1 $2]-}
        if [ -z "$end" ]; then
          end=$((SECONDS + 5400))
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
        for network in "''${!told[@]}"; do echo "$network ''${told[$network]}"; done >"$memory.new"
        sync "$memory.new"
        mv "$memory.new" "$memory"
        sync "$STATE_DIRECTORY"
      }

      # What still comes from an earlier prefix: the firewall refuses it, and the answer finds its way.
      refuse() {
        local pair name prefix rules="flush set inet fw outdated6"
        for pair in "''${old[@]}"; do
          read -r name prefix <<<"$pair"
          if [[ $prefix != [23]* ]]; then continue; fi
          if [[ " ''${given[*]}" = *" $prefix "* ]]; then
            # it is in another network now
            ip -6 route flush "$prefix" dev "$name"
            continue
          fi
          rules+=$'\n'"add element inet fw outdated6 { $prefix }"
          [ -n "$(ip -6 route show "$prefix" dev "$name")" ] || ip -6 route add "$prefix" dev "$name" expires 5400
          conntrack -D -f ipv6 -s "$prefix" >/dev/null
        done
        nft -f - <<<"$rules"
      }

      announce() {
        local reach=0 old=() text="" learned=no
        if online; then reach=2700; fi
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
    '';
  };

  # The firewall --------------------------------------------------------------
  # One nftables table for IPv4 and IPv6. First the sets and maps: they say
  # who may do what, and are all that differs between two homes. Then the
  # rules, the same on every router. It is loaded before any link is up;
  # interfaces are named, so it needs none of them to exist.
  # From the Internet nothing comes in that was not asked for, in both
  # families, but the port forwards (IPv4). RFC 6092 would let IPsec (IKE and
  # ESP) in to every device; here it stays out.
  # The blog post that this router began with ("Using NixOS as a router",
  # 2021) opened LLMNR, port 5355; that rule is left out, for nothing was
  # found to need it.

  # NixOS's own firewall would judge the same packets a second time.
  networking.firewall.enable = false;

  networking.nftables = {
    enable = true;
    extraDeletions = ''
      table inet guard
      delete table inet guard
    '';
    tables.fw = {
      family = "inet";
      content = ''
        # What differs from one home to another. An empty set means nobody.

        # Where the Internet is.
        set wan {
          type ifname
          elements = {
            "ppp0"
          }
        }

        # Networks that reach everything.
        set trusted {
          type ifname
          elements = {
            "lan",
            "office"
          }
        }

        # What each network may ask of the router.
        map zone_input {
          type ifname : verdict
          elements = {
            "lo" : accept,
            "lan" : accept,
            "office" : accept,
            "guest" : jump input_guarded,
            "iot" : jump input_guarded,
            "ppp0" : jump input_wan
          }
        }

        # Which network may reach which; a pair that is not here may not.
        map zone_forward {
          type ifname . ifname : verdict
          elements = {
            "lan" . "ppp0" : accept,
            "lan" . "office" : accept,
            "lan" . "guest" : accept,
            "lan" . "iot" : accept,
            "office" . "ppp0" : accept,
            "office" . "lan" : accept,
            "office" . "guest" : accept,
            "office" . "iot" : accept,
            "guest" . "ppp0" : jump guest_to_wan,
            "iot" . "ppp0" : jump isolated_to_wan,
            "iot" . "lan" : jump openings,
            "guest" . "iot" : jump openings
          }
        }

        # Isolated devices that may reach all of the Internet.
        set internet_all {
          type ifname . ether_addr
        }

        # Isolated devices that may reach some ports of it: which list is theirs.
        map internet_class {
          type ifname . ether_addr : mark
          elements = {
            "iot" . ec:b5:fa:aa:bb:06 : 1, # hub
            "iot" . 8c:79:f5:aa:bb:08 : 1 # tv
          }
        }

        # Those lists.
        set internet_ports {
          type mark . inet_proto . inet_service
          flags interval
          elements = {
            1 . tcp . 80,
            1 . tcp . 443
          }
        }

        # Devices that need more of the router than DHCP, DNS and time: which list is theirs.
        map router_class {
          type ifname . ether_addr : mark
          elements = {
            "iot" . ec:b5:fa:aa:bb:06 : 1, # hub
            "iot" . 8c:79:f5:aa:bb:08 : 1 # tv
          }
        }

        # Those lists.
        set router_ports {
          type mark . inet_proto . inet_service
          flags interval
          elements = {
            1 . udp . 5353
          }
        }

        # Openings that `allow` asked for: from a network to a network.
        set open_network_network {
          type ifname . ifname . inet_proto . inet_service
          flags interval
        }

        # From a device to a network.
        set open_device_network {
          type ifname . ether_addr . ifname . inet_proto . inet_service
          flags interval
        }

        # From a network to a device, by its number.
        set open_network_device {
          type ifname . mark . inet_proto . inet_service
          flags interval
          elements = {
            "guest" . 2 . tcp . 554, # guest to camera
            "guest" . 2 . udp . 554 # guest to camera
          }
        }

        # From a device to a device, by its number.
        set open_device_device {
          type ifname . ether_addr . mark . inet_proto . inet_service
          flags interval
          elements = {
            "iot" . 3c:ef:8c:aa:bb:07 . 1 . tcp . 21 # camera to server
          }
        }

        # Networks with a device whose address must be known.
        set target_networks {
          type ifname
          elements = {
            "lan",
            "iot"
          }
        }

        # Those devices and their numbers.
        map targets {
          type ifname . ether_addr : mark
          elements = {
            "lan" . 00:11:32:aa:bb:02 : 1,
            "iot" . 3c:ef:8c:aa:bb:07 : 2,
            "iot" . 8c:79:f5:aa:bb:08 : 3
          }
        }

        # Which address is whose: reservations, and what was learned.
        map address4 {
          type ipv4_addr : mark
          size 16384
          flags dynamic,timeout
          elements = {
            10.1.5.5 : 1,
            10.1.7.20 : 2
          }
        }

        # The same for IPv6, all of it learned.
        map address6 {
          type ipv6_addr : mark
          size 16384
          flags dynamic,timeout
        }

        # Numbers of the devices that answer only to their own network.
        set masquerade_to {
          type mark
          elements = {
            3
          }
        }

        # Our own addresses inside: a port forward is for the public one.
        set router4 {
          type ipv4_addr
          elements = {
            10.1.5.1,
            10.1.6.1,
            10.1.8.1,
            10.1.7.1
          }
        }

        # Port forwards to another port.
        map forward_to_port {
          type inet_proto . inet_service : ipv4_addr . inet_service
        }

        # Port forwards that keep the port.
        map forward_same_port {
          type inet_proto . inet_service : ipv4_addr
          flags interval
          elements = {
            tcp . 27000-27050 : 10.1.5.5,
            udp . 27000-27050 : 10.1.5.5
          }
        }

        # Networks whose DNS is always answered here, and by which address.
        map dns4 {
          type ifname : ipv4_addr
          elements = {
            "guest" : 10.1.8.1,
            "iot" : 10.1.7.1
          }
        }

        # The same for IPv6.
        map dns6 {
          type ifname : ipv6_addr
          elements = {
            "guest" : fd61:e5fc:566a:2::1,
            "iot" : fd61:e5fc:566a:3::1
          }
        }

        # DHCP servers of the ISP, by source and destination port.
        set wan_replies4 {
          type inet_service . inet_service
        }

        # DHCPv6 servers of the ISP.
        set wan_replies6 {
          type inet_service . inet_service
          elements = {
            547 . 546
          }
        }

        # Priority of DHCP on the WAN (renewals; DHCPv6), where the ISP wants its own.
        map dhcp_priority {
          type ifname : classid
          elements = {
            "ppp0" : 0:5
          }
        }

        # Prefixes of the ISP that we had before: written by router-advertisements.
        set outdated6 {
          type ipv6_addr
          flags interval
        }

        # Addresses that nobody on the Internet has: private, shared and test ranges.
        set bogon4 {
          type ipv4_addr
          flags interval
          elements = {
            10.0.0.0/8,
            100.64.0.0/10,
            169.254.0.0/16,
            172.16.0.0/12,
            192.0.0.0/24,
            192.0.2.0/24,
            192.168.0.0/16,
            198.18.0.0/15,
            198.51.100.0/24,
            203.0.113.0/24,
            240.0.0.0/4
          }
        }

        # Log lines are for people: a few a minute, only about devices at home, and below what the
        # serial console shows. Scans from the Internet and multicast noise are counted instead.
        limit log_rate { rate 5/minute burst 10 packets; }

        # Read them with: nft list counters
        counter dropped_spoofed { }
        counter dropped_from_wan { }
        counter ignored_multicast { }
        counter refused_inside { }

        # A source address must lead back to where the packet came in, in both families.
        chain source_check {
          type filter hook prerouting priority raw; policy accept;
          fib saddr . iif oif missing jump source_missing
        }

        # Exempt: answers of the ISP that come before there is a route to it. (Hosts that have no address yet need nothing.)
        chain source_missing {
          meta nfproto ipv4 udp sport 67 udp dport 68 return
          ip6 saddr fe80::/10 return
          counter name dropped_spoofed drop
        }

        # Openings name a device by its MAC, but a packet on its way to it carries only an
        # address. So the addresses of those devices, IPv4 and IPv6 alike, are learned from
        # what they send. Packet marks carry the device's number from one line to the next and
        # are back at 0 before the router chooses a route, so that no routing rule sees them.
        chain learn {
          type filter hook prerouting priority mangle; policy accept;
          iifname @target_networks jump learn_address
        }

        chain learn_address {
          meta mark set iifname . ether saddr map @targets
          meta mark 0 goto forget_address
          update @address4 { ip saddr timeout 1d : meta mark }
          update @address6 { ip6 saddr timeout 1d : meta mark }
          meta mark set 0
        }

        # The address of a known device, now used by another one: no longer the device's.
        chain forget_address {
          ct state new delete @address4 { ip saddr : 0 }
          ct state new delete @address6 { ip6 saddr : 0 }
        }

        # To the router itself. What is already allowed passes in one step.
        chain input {
          type filter hook input priority filter; policy drop;
          ct state vmap { established : accept, related : accept, invalid : drop }
          meta l4proto { icmp, icmpv6 } jump icmp_input
          iifname vmap @zone_input
          goto refuse
        }

        # Ping, and what IPv6 cannot live without (RFC 4890 section 4.4). Neighbour messages
        # count only with hop limit 255: those cannot have come from farther than the next cable.
        chain icmp_input {
          icmp type echo-request limit rate 50/second burst 100 packets accept
          icmpv6 type echo-request limit rate 50/second burst 100 packets accept
          ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert } accept
          ip6 saddr { fe80::/10, :: } icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report } accept
        }

        # Guest and isolated networks: DHCP, DNS and time, and what a known device needs besides.
        # And a switch may ask who listens to multicast (IGMP; its IPv6 form is above).
        chain input_guarded {
          meta l4proto igmp accept
          udp dport { 53, 67, 123 } accept
          tcp dport 53 accept
          meta mark set iifname . ether saddr map @router_class
          meta mark . meta l4proto . th dport @router_ports goto input_service
        }

        # mDNS is cheap to send and costly to reflect.
        chain input_service {
          meta mark set 0
          udp dport 5353 limit rate over 100/second burst 100 packets drop
          accept
        }

        # The Internet: answers of the ISP's DHCP servers, which connection tracking cannot match.
        chain input_wan {
          meta nfproto ipv4 udp sport . udp dport @wan_replies4 accept
          ip6 saddr fe80::/10 udp sport . udp dport @wan_replies6 accept
        }

        # Through the router. IPv6 sources that are private (RFC 4193) or of a prefix that is no longer
        # ours (RFC 7084 L-14) stay at home, and are told so. Then one lookup decides for two networks.
        chain forward {
          type filter hook forward priority filter; policy drop;
          ct state vmap { established : accept, related : accept, invalid : drop }
          oifname @wan ip6 saddr fc00::/7 counter name refused_inside reject with icmpv6 policy-fail
          oifname @wan ip6 saddr @outdated6 counter name refused_inside reject with icmpv6 policy-fail
          ct status dnat oifname != @wan accept
          iifname . oifname vmap @zone_forward
          goto refuse
        }

        # Private addresses behind the WAN are not the Internet: the page of a modem, or the
        # machines of a home that this router stands in. Trusted networks may go there.
        chain internet_only {
          ip daddr @bogon4 goto refuse
          ip6 daddr fc00::/7 goto refuse
        }

        # Guest networks to the Internet: any port.
        chain guest_to_wan {
          jump internet_only
          accept
        }

        # Isolated networks to the Internet: by device (MAC and network), any port or its ports.
        chain isolated_to_wan {
          jump internet_only
          iifname . ether saddr @internet_all accept
          meta mark set iifname . ether saddr map @internet_class
          meta mark . meta l4proto . th dport @internet_ports goto accept_unmarked
        }

        # Openings between networks, for a whole network or one device on either side.
        chain openings {
          iifname . oifname . meta l4proto . th dport @open_network_network accept
          iifname . ether saddr . oifname . meta l4proto . th dport @open_device_network accept
          meta mark set ip daddr map @address4
          meta mark set ip6 daddr map @address6
          iifname . meta mark . meta l4proto . th dport @open_network_device goto accept_unmarked
          iifname . ether saddr . meta mark . meta l4proto . th dport @open_device_device goto accept_unmarked
        }

        chain accept_unmarked {
          meta mark set 0
          accept
        }

        # The Internet learns nothing, and who calls everyone at once expects no answer.
        # People inside are told at once.
        chain refuse {
          iifname @wan counter name dropped_from_wan drop
          meta pkttype { broadcast, multicast } counter name ignored_multicast drop
          limit name log_rate log level info prefix "firewall refused: "
          meta l4proto tcp counter name refused_inside reject with tcp reset
          counter name refused_inside reject with icmpx admin-prohibited
        }

        # TCP is told the size that fits the line, in both directions and families.
        chain clamp {
          type filter hook forward priority mangle; policy accept;
          oifname @wan tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
          iifname @wan tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu
        }

        # The router's own: no private IPv6 source on the Internet; DHCP in the priority (802.1p) of the ISP.
        chain output {
          type filter hook output priority mangle; policy accept;
          oifname @wan ip6 saddr fc00::/7 ip6 daddr 2000::/3 reject with icmpv6 policy-fail
          udp dport { 67, 547 } meta priority set oifname map @dhcp_priority
        }

        # DNS sent to any other server is answered here; then the port forwards.
        chain new_destination {
          type nat hook prerouting priority dstnat; policy accept;
          fib daddr type != local meta l4proto { tcp, udp } th dport 53 dnat ip to iifname map @dns4
          fib daddr type != local meta l4proto { tcp, udp } th dport 53 dnat ip6 to iifname map @dns6
          iifname @wan fib daddr type local ip daddr != @router4 jump port_forwards
          iifname @trusted fib daddr type local ip daddr != @router4 jump port_forwards
        }

        # Sources that cannot be on the Internet are not forwarded, where our own address is on it.
        chain port_forwards {
          iifname @wan ip saddr @bogon4 ip daddr != @bogon4 return
          dnat ip to meta l4proto . th dport map @forward_to_port
          dnat ip to meta l4proto . th dport map @forward_same_port
        }

        # One public IPv4 address for all; a port forward used from inside comes back through here;
        # and some devices answer only to their own network, so the router asks in its own name.
        chain new_source {
          type nat hook postrouting priority srcnat; policy accept;
          oifname @wan meta nfproto ipv4 masquerade
          iifname @trusted ct status dnat masquerade
          oifname @target_networks jump own_network_only
        }

        chain own_network_only {
          meta mark set ip daddr map @address4
          meta mark set ip6 daddr map @address6
          meta mark @masquerade_to goto masquerade_unmarked
          meta mark set 0
        }

        chain masquerade_unmarked {
          meta mark set 0
          masquerade
        }
      '';
    };
  };

  # Until the firewall is loaded, and whenever it is not, this guard forwards
  # nothing and answers nothing from the Internet.
  environment.etc."router/guard.nft".text = ''
    table inet guard
    delete table inet guard
    table inet guard {
      chain input {
        type filter hook input priority filter - 5; policy accept;
        iifname "ppp0" ct state new,invalid drop
      }
      chain forward {
        type filter hook forward priority filter - 5; policy drop;
      }
    }
  '';

  # The guard comes before the firewall and again when that stops, but never
  # over a firewall that runs: so it has a condition, and a switch leaves it
  # alone.
  systemd.services.router-guard = {
    description = "Keep the router shut until the firewall is loaded";
    wantedBy = [ "nftables.service" ];
    before = [ "nftables.service" ];
    after = [ "sysinit.target" ];
    restartIfChanged = false;
    stopIfChanged = false;
    unitConfig.DefaultDependencies = false;
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      ExecCondition = "${pkgs.runtimeShell} -c '! ${pkgs.nftables}/bin/nft list table inet fw >/dev/null 2>&1'";
      ExecStart = "${pkgs.nftables}/bin/nft -f /etc/router/guard.nft";
    };
  };

  systemd.services.nftables.serviceConfig.ExecStopPost = "${pkgs.nftables}/bin/nft -f /etc/router/guard.nft";

  # Not a plain sysctl: that would be set before the firewall, and stay when
  # it fails.
  systemd.services.router-forwarding = {
    description = "Forward packets, behind the firewall only";
    wantedBy = [ "multi-user.target" ];
    requires = [ "nftables.service" ];
    after = [
      "nftables.service"
      "systemd-sysctl.service"
    ];
    partOf = [
      "nftables.service"
      "systemd-sysctl.service"
    ];
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      ExecStart = "${pkgs.procps}/bin/sysctl -w net.ipv4.conf.all.forwarding=1 net.ipv6.conf.all.forwarding=1";
      ExecStop = "${pkgs.procps}/bin/sysctl -w net.ipv4.conf.all.forwarding=0 net.ipv6.conf.all.forwarding=0";
    };
  };

  # A reload forgets the addresses learned from traffic; they are read again
  # from the neighbour table.
  systemd.services.router-neighbours = {
    description = "Tell the firewall the addresses of devices behind openings";
    wantedBy = [
      "nftables.service"
      "multi-user.target"
    ];
    after = [ "nftables.service" ];
    partOf = [ "nftables.service" ];
    unitConfig.ReloadPropagatedFrom = "nftables.service";
    path = [
      pkgs.iproute2
      pkgs.nftables
      pkgs.gawk
    ];
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
    };
    script = ''
      # Tells the firewall which addresses the devices behind openings have now.
      set -u

      known() { # network, MAC, number
        ip -4 neigh show dev "$1" 2>/dev/null | to_elements address4 "$2" "$3"
        ip -6 neigh show dev "$1" 2>/dev/null | to_elements address6 "$2" "$3"
      }

      to_elements() { # map, MAC, number
        awk -v map="$1" -v mac="$2" -v number="$3" \
          '{ for (i = 2; i < NF; i++) if ($i == "lladdr" && tolower($(i + 1)) == mac) print map, $1, number }'
      }

      found() {
        known lan 00:11:32:aa:bb:02 1
        known iot 3c:ef:8c:aa:bb:07 2
        known iot 8c:79:f5:aa:bb:08 3
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
    '';
    reload = ''
      # Tells the firewall which addresses the devices behind openings have now.
      set -u

      known() { # network, MAC, number
        ip -4 neigh show dev "$1" 2>/dev/null | to_elements address4 "$2" "$3"
        ip -6 neigh show dev "$1" 2>/dev/null | to_elements address6 "$2" "$3"
      }

      to_elements() { # map, MAC, number
        awk -v map="$1" -v mac="$2" -v number="$3" \
          '{ for (i = 2; i < NF; i++) if ($i == "lladdr" && tolower($(i + 1)) == mac) print map, $1, number }'
      }

      found() {
        known lan 00:11:32:aa:bb:02 1
        known iot 3c:ef:8c:aa:bb:07 2
        known iot 8c:79:f5:aa:bb:08 3
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
    '';
  };

  # The kernel ----------------------------------------------------------------
  # Redirects and source routes are not for a router at home. The firewall
  # checks source addresses in both families, so rp_filter, which knows IPv4
  # only, is off; networkd reads router announcements, so the kernel does not.
  # It remembers 4,096 neighbours, so that a firewall that is loaded anew
  # finds the devices behind openings. An idle TCP connection is remembered
  # for 2 hours and 4 minutes (RFC 5382). A kernel that panics restarts after
  # ten seconds.

  # nf_conntrack is loaded early, for its setting below is there only with it;
  # pppoe too, for pppd may not load modules.
  boot.kernelModules = [
    "nf_conntrack"
    "pppoe"
  ];

  boot.kernel.sysctl = {
    "kernel.panic" = 10;
    "net.ipv4.conf.all.accept_redirects" = 0;
    "net.ipv4.conf.all.accept_source_route" = 0;
    "net.ipv4.conf.default.accept_redirects" = 0;
    "net.ipv4.conf.default.accept_source_route" = 0;
    "net.ipv6.conf.all.accept_ra" = 0;
    "net.ipv6.conf.all.accept_redirects" = 0;
    "net.ipv6.conf.all.accept_source_route" = 0;
    "net.ipv6.conf.default.accept_ra" = 0;
    "net.ipv6.conf.default.accept_redirects" = 0;
    "net.ipv6.conf.default.accept_source_route" = 0;
    "net.ipv4.conf.*.rp_filter" = 0;
    "net.ipv4.conf.*.send_redirects" = 0;
    "net.ipv4.neigh.default.gc_thresh1" = 4096;
    "net.ipv4.neigh.default.gc_thresh2" = 8192;
    "net.ipv4.neigh.default.gc_thresh3" = 16384;
    "net.ipv6.neigh.default.gc_thresh1" = 4096;
    "net.ipv6.neigh.default.gc_thresh2" = 8192;
    "net.ipv6.neigh.default.gc_thresh3" = 16384;
    "net.ipv4.tcp_syncookies" = 1;
    "net.netfilter.nf_conntrack_tcp_timeout_established" = 7440;
  };

  # Addresses (DHCP) ----------------------------------------------------------
  # dnsmasq hands out addresses and remembers names. A device that is named
  # here always has the same name, and the same address where one is written
  # down.

  # It answers for local names on port 53053, where unbound asks it. A device
  # chooses its own name only in trusted networks, and nowhere the name wpad:
  # elsewhere it could pass for one of your computers (dhcp-ignore-names).
  # Names given here count everywhere.
  services.dnsmasq = {
    enable = true;
    resolveLocalQueries = false;
    settings = {
      interface = [
        "lan"
        "office"
        "guest"
        "iot"
      ];
      bind-dynamic = true;
      port = 53053;
      domain = "home.arpa";
      local = [
        "/home.arpa/"
        "/5.1.10.in-addr.arpa/"
        "/6.1.10.in-addr.arpa/"
        "/8.1.10.in-addr.arpa/"
        "/7.1.10.in-addr.arpa/"
      ];
      no-resolv = true;
      no-hosts = true;
      dhcp-authoritative = true;
      dhcp-range = [
        "set:net_lan,10.1.5.128,10.1.5.254,255.255.255.0,12h"
        "set:net_office,10.1.6.128,10.1.6.254,255.255.255.0,12h"
        "set:net_guest,10.1.8.128,10.1.8.254,255.255.255.0,12h"
        "set:net_iot,10.1.7.128,10.1.7.254,255.255.255.0,12h"
      ];
      dhcp-option = [
        "tag:net_lan,option:router,10.1.5.1"
        "tag:net_lan,option:dns-server,10.1.5.1"
        "tag:net_lan,option:ntp-server,10.1.5.1"
        "tag:net_lan,option:domain-search,home.arpa"
        "tag:net_office,option:router,10.1.6.1"
        "tag:net_office,option:dns-server,10.1.6.1"
        "tag:net_office,option:ntp-server,10.1.6.1"
        "tag:net_office,option:domain-search,home.arpa"
        "tag:net_guest,option:router,10.1.8.1"
        "tag:net_guest,option:dns-server,10.1.8.1"
        "tag:net_guest,option:ntp-server,10.1.8.1"
        "tag:net_guest,option:domain-search,home.arpa"
        "tag:net_iot,option:router,10.1.7.1"
        "tag:net_iot,option:dns-server,10.1.7.1"
        "tag:net_iot,option:ntp-server,10.1.7.1"
        "tag:net_iot,option:domain-search,home.arpa"
      ];
      dhcp-name-match = [ "set:name_wpad,wpad" ];
      dhcp-ignore-names = [
        "tag:name_wpad"
        "tag:net_guest"
        "tag:net_iot"
      ];
      dhcp-host = [
        "ec:b5:fa:aa:bb:06,hub.home.arpa"
        "00:11:32:aa:bb:02,10.1.5.5,server.home.arpa"
        "3c:ef:8c:aa:bb:07,10.1.7.20,camera.home.arpa"
        "8c:79:f5:aa:bb:08,tv.home.arpa"
      ];
      host-record = [
        "router.home.arpa,10.1.5.1,fd61:e5fc:566a::1"
        "server.home.arpa,10.1.5.5"
        "camera.home.arpa,10.1.7.20"
      ];
    };
  };

  # Names (DNS) ---------------------------------------------------------------
  # unbound answers on port 53 of each network and checks signatures (DNSSEC).
  # It asks the ISP's servers, as the line names them. Some ISPs strip
  # signatures, so a missing one is let pass (val-permissive-mode). Names
  # under home.arpa come from dnsmasq, which knows the leases.

  # It would take port 53.
  services.resolved.enable = false;

  # The router asks unbound too, whatever the line hands out.
  networking.nameservers = [ "127.0.0.1" ];

  # It listens on inside addresses only, and the firewall decides who may ask:
  # ::/0 is there because the public prefix changes. A name of the Internet
  # that answers with a private address is refused (private-address). Local
  # zones are handed to dnsmasq on port 53053 and are not signed
  # (domain-insecure).
  services.unbound = {
    enable = true;
    enableRootTrustAnchor = false;
    localControlSocketPath = "/run/unbound/unbound.ctl";
    settings = {
      server = {
        interface = [
          "127.0.0.1"
          "::1"
          "10.1.5.1"
          "fd61:e5fc:566a::1"
          "10.1.6.1"
          "fd61:e5fc:566a:1::1"
          "10.1.8.1"
          "fd61:e5fc:566a:2::1"
          "10.1.7.1"
          "fd61:e5fc:566a:3::1"
        ];
        ip-freebind = true;
        access-control = [
          "127.0.0.0/8 allow"
          "10.1.5.0/24 allow"
          "10.1.6.0/24 allow"
          "10.1.8.0/24 allow"
          "10.1.7.0/24 allow"
          "::/0 allow"
        ];
        do-not-query-localhost = false;
        local-zone = [
          "\"home.arpa.\" transparent"
          "\"5.1.10.in-addr.arpa.\" transparent"
          "\"6.1.10.in-addr.arpa.\" transparent"
          "\"8.1.10.in-addr.arpa.\" transparent"
          "\"7.1.10.in-addr.arpa.\" transparent"
        ];
        auto-trust-anchor-file = "/var/lib/unbound/root.key";
        domain-insecure = [
          "\"home.arpa.\""
          "\"5.1.10.in-addr.arpa.\""
          "\"6.1.10.in-addr.arpa.\""
          "\"8.1.10.in-addr.arpa.\""
          "\"7.1.10.in-addr.arpa.\""
        ];
        private-address = [
          "10.0.0.0/8"
          "100.64.0.0/10"
          "127.0.0.0/8"
          "169.254.0.0/16"
          "172.16.0.0/12"
          "192.168.0.0/16"
          "fd00::/8"
          "fe80::/10"
        ];
        private-domain = [ "\"home.arpa.\"" ];
        hide-identity = true;
        hide-version = true;
        prefetch = true;
        val-permissive-mode = true;
      };
      forward-zone = [
        {
          name = "home.arpa.";
          forward-addr = "127.0.0.1@53053";
        }
        {
          name = "5.1.10.in-addr.arpa.";
          forward-addr = "127.0.0.1@53053";
        }
        {
          name = "6.1.10.in-addr.arpa.";
          forward-addr = "127.0.0.1@53053";
        }
        {
          name = "8.1.10.in-addr.arpa.";
          forward-addr = "127.0.0.1@53053";
        }
        {
          name = "7.1.10.in-addr.arpa.";
          forward-addr = "127.0.0.1@53053";
        }
      ];
    };
  };

  # DNSSEC begins with the keys of the root that this NixOS knows, and unbound
  # follows their changes itself (RFC 5011). enableRootTrustAnchor would ask
  # the Internet before each start: on a dead line that takes half a minute,
  # without names at home.
  systemd.services.unbound.preStart = ''
    [ -s /var/lib/unbound/root.key ] || install -m 644 ${pkgs.dns-root-data}/root.ds /var/lib/unbound/root.key
  '';

  environment.etc."ppp/isp-dns".source = pkgs.writeShellScript "isp-dns" ''
    echo "$DNS1 $DNS2" > /run/pppd/isp-dns
  '';

  systemd.paths.isp-dns = {
    wantedBy = [ "multi-user.target" ];
    pathConfig.PathChanged = "/run/pppd/isp-dns";
  };

  systemd.services.isp-dns = {
    description = "Tell unbound the ISP's name servers";
    wantedBy = [ "unbound.service" ];
    after = [ "unbound.service" ];
    partOf = [ "unbound.service" ];
    path = [ pkgs.unbound ];
    unitConfig.ConditionPathExists = "/run/pppd/isp-dns";
    serviceConfig.Type = "oneshot";
    script = ''
      # an unbound that starts later is told then
      [ -S /run/unbound/unbound.ctl ] || exit 0
      servers=$(cat /run/pppd/isp-dns)
      # shellcheck disable=SC2086 # several servers, one word each
      set -- $servers
      # an ISP that names none: unbound goes on by itself
      [ "$#" -gt 0 ] || exit 0
      unbound-control -s /run/unbound/unbound.ctl forward_add . "$@"
      echo "unbound now asks: $*"
    '';
  };

  # Time (NTP) ----------------------------------------------------------------
  # chrony keeps the clock and tells our networks the time, also while the
  # line is down. One server is named by address, because a wrong clock makes
  # signed names fail. The firewall decides who may ask: ::/0 is there because
  # a device may ask from its public address, and that prefix changes.

  services.chrony = {
    enable = true;
    extraConfig = ''
      server 162.159.200.1 iburst
      makestep 1 3
      local stratum 10
      allow 10.1.5.0/24
      allow 10.1.6.0/24
      allow 10.1.8.0/24
      allow 10.1.7.0/24
      allow ::/0
    '';
  };

  # Finding devices (mDNS) ----------------------------------------------------
  # avahi repeats the questions and answers by which devices find each other
  # between lan, office and iot, and nowhere else: without allowInterfaces it
  # would also speak on the line to the Internet. Answers cross only for the
  # services named (reflect-filters); questions all do.

  services.avahi = {
    enable = true;
    reflector = true;
    allowInterfaces = [
      "lan"
      "office"
      "iot"
    ];
    ipv4 = true;
    ipv6 = true;
    openFirewall = false;
    extraConfig = ''
      [reflector]
      reflect-filters=_airplay._tcp.local,_hue._tcp.local
    '';
  };

  # It comes back by itself. The pid file of a run that crashed goes first,
  # and outside the sandbox (+): in there avahi may not take it away, and
  # would never start again.
  systemd.services.avahi-daemon.serviceConfig = {
    ExecStartPre = "+${pkgs.coreutils}/bin/rm -f /run/avahi-daemon/pid";
    Restart = "always";
    RestartSec = 5;
  };

  # Interrupts and receive work -----------------------------------------------
  # The jacks interrupt all CPUs and not one: irq-tuning.sh finds their
  # interrupts anew each time, for the numbers move between boots. "sudo bash
  # /etc/nixos/irq-tuning.sh --show" tells how things stand.

  # irqbalance would move the interrupts again.
  services.irqbalance.enable = false;

  systemd.services.irq-tuning-enp1s0 = {
    description = "Spread the work of enp1s0 over the CPUs";
    wantedBy = [
      "multi-user.target"
      "sys-subsystem-net-devices-enp1s0.device"
    ];
    after = [ "sys-subsystem-net-devices-enp1s0.device" ];
    unitConfig.ConditionPathExists = "/sys/class/net/enp1s0";
    serviceConfig.Type = "oneshot";
    script = "exec ${pkgs.bash}/bin/bash ${./irq-tuning.sh} enp1s0";
  };

  systemd.services.irq-tuning-enp2s0 = {
    description = "Spread the work of enp2s0 over the CPUs";
    wantedBy = [
      "multi-user.target"
      "sys-subsystem-net-devices-enp2s0.device"
    ];
    after = [ "sys-subsystem-net-devices-enp2s0.device" ];
    unitConfig.ConditionPathExists = "/sys/class/net/enp2s0";
    serviceConfig.Type = "oneshot";
    script = "exec ${pkgs.bash}/bin/bash ${./irq-tuning.sh} enp2s0";
  };

  systemd.services.irq-tuning-enp3s0 = {
    description = "Spread the work of enp3s0 over the CPUs";
    wantedBy = [
      "multi-user.target"
      "sys-subsystem-net-devices-enp3s0.device"
    ];
    after = [ "sys-subsystem-net-devices-enp3s0.device" ];
    unitConfig.ConditionPathExists = "/sys/class/net/enp3s0";
    serviceConfig.Type = "oneshot";
    script = "exec ${pkgs.bash}/bin/bash ${./irq-tuning.sh} enp3s0";
  };

  # Upkeep --------------------------------------------------------------------
  # Updates come from the channel nixos-26.11. Old generations go after 30
  # days (ten stay in the boot menu), and the journal keeps 200 MB.

  nix.gc = {
    automatic = true;
    dates = "weekly";
    options = "--delete-older-than 30d";
  };

  # The weekly clean-up leaves what this system was built with, so that an
  # address or a password can be changed while the Internet is down.
  nix.settings.keep-outputs = true;

  # A power cut in a rebuild leaves no file of the system empty.
  # (fsync-store-paths leaves out what is built here.)
  nix.settings.sync-before-registering = true;

  # As a file: the option for it has another name from NixOS 26.11 on.
  environment.etc."systemd/journald.conf.d/size.conf".text = ''
    [Journal]
    SystemMaxUse=200M
  '';

  # The tools that every change is built with; they are here also where
  # nothing was built yet.
  system.extraDependencies = [
    pkgs.stdenv
    pkgs.stdenvNoCC
    pkgs.busybox
    pkgs.jq
    pkgs.makeInitrdNGTool
  ];

  # A change made by "naar reconfigure" is on trial until "naar confirm". A
  # restart ends the trial: the earlier system boots, and this puts its files
  # back before anything reads them. The second condition keeps it still in
  # the boot in which the trial began.
  systemd.services.naar-lifeline-boot = {
    description = "Take back a change of the router that nobody confirmed";
    wantedBy = [ "multi-user.target" ];
    before = [
      "systemd-networkd.service"
      "pppd-wan.service"
      "pppoe-login.service"
    ];
    restartIfChanged = false;
    unitConfig.ConditionPathExists = [
      "/var/lib/naar/pending/settle.sh"
      "!/run/naar/armed"
    ];
    serviceConfig = {
      Type = "oneshot";
      ExecStart = "/bin/sh /var/lib/naar/pending/settle.sh boot";
    };
  };

  systemd.timers.naar-first-look = {
    wantedBy = [ "timers.target" ];
    timerConfig.OnBootSec = "90s";
  };

  # Once: "naar doctor" says the same at any time.
  systemd.services.naar-first-look = {
    description = "Say on the console how the router is after its first start";
    restartIfChanged = false;
    unitConfig.ConditionPathExists = [
      "/var/lib/naar/naar.mjs"
      "!/var/lib/naar/looked"
    ];
    path = [ "/run/current-system/sw" ];
    serviceConfig.Type = "oneshot";
    script = ''
      { echo; naar doctor 2>&1; } | sed 's/$/\r/' | tee /dev/ttyS0 > /dev/null || true
      touch /var/lib/naar/looked
    '';
  };

  # Tools to look into the router with. naar itself is one file, and needs
  # Node and these tools.
  environment.systemPackages = [
    pkgs.conntrack-tools
    pkgs.ethtool
    pkgs.htop
    pkgs.ppp
    pkgs.tcpdump
    pkgs.vim
    (pkgs.writeShellScriptBin "naar" ''
      export PATH=${
        lib.makeBinPath (with pkgs; [ dhcpcd diffutils ethtool gitMinimal iproute2 iputils pciutils ppp ])
      }:$PATH
      exec ${pkgs.nodejs_24}/bin/node /var/lib/naar/naar.mjs "$@"
    '')
  ];

  # The release of the first install. It stays as it is, also after upgrades.
  system.stateVersion = "26.11";
}
