# Stand-ins for the `lib` and `pkgs` of nixpkgs.
#
# `lib` marks instead of merging: mkForce x becomes { _type = "override"; … },
# so that a test sees what was written. `pkgs` gives a text in place of every
# package (/nix/store/placeholder-vim), and the writers put their text into the
# store of this evaluation, where a test can read it. A name that is missing
# from either is an error, as it would be on the router.
{ release }:
let
  inherit (builtins)
    attrNames attrValues concatLists concatStringsSep elem elemAt filter foldl' genList hasAttr head isAttrs
    isFunction isList isPath isString length listToAttrs map mapAttrs match pathExists replaceStrings toFile toString
    ;

  lib = rec {
    inherit (builtins)
      all any attrNames attrValues concatLists concatMap concatStringsSep elem elemAt filter foldl' genList hasAttr
      head isAttrs isBool isFunction isInt isList isString length listToAttrs mapAttrs match readFile removeAttrs
      replaceStrings sort splitVersion stringLength substring tail toJSON toString
      ;
    versionAtLeast = left: right: builtins.compareVersions left right >= 0;
    versionOlder = left: right: builtins.compareVersions left right < 0;
    version = release;
    trivial = { inherit release; };

    mkOverride = priority: content: { _type = "override"; inherit priority content; };
    mkDefault = mkOverride 1000;
    mkForce = mkOverride 50;
    mkOrder = priority: content: { _type = "order"; inherit priority content; };
    mkBefore = mkOrder 500;
    mkAfter = mkOrder 1500;
    mkIf = condition: content: { _type = "if"; inherit condition content; };
    mkMerge = contents: { _type = "merge"; inherit contents; };

    id = value: value;
    optional = condition: value: if condition then [ value ] else [ ];
    optionals = condition: values: if condition then values else [ ];
    optionalString = condition: text: if condition then text else "";
    optionalAttrs = condition: set: if condition then set else { };
    boolToString = value: if value then "true" else "false";
    flatten = value: if isList value then concatLists (map flatten value) else [ value ];
    range = first: last: if first > last then [ ] else genList (n: first + n) (last - first + 1);
    imap0 = f: list: genList (n: f n (elemAt list n)) (length list);
    imap1 = f: list: genList (n: f (n + 1) (elemAt list n)) (length list);
    unique = foldl' (seen: value: if elem value seen then seen else seen ++ [ value ]) [ ];
    concatMapStrings = f: list: concatStringsSep "" (map f list);
    concatMapStringsSep = separator: f: list: concatStringsSep separator (map f list);
    concatStrings = concatStringsSep "";
    concatLines = list: concatStringsSep "" (map (line: line + "\n") list);
    nameValuePair = name: value: { inherit name value; };
    mapAttrs' = f: set: listToAttrs (map (name: f name set.${name}) (attrNames set));
    mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
    filterAttrs = keep: set: listToAttrs (concatLists (mapAttrsToList (name: value: optional (keep name value) { inherit name value; }) set));
    genAttrs = names: f: listToAttrs (map (name: { inherit name; value = f name; }) names);
    recursiveUpdate = left: right:
      if isAttrs left && isAttrs right
      then left // mapAttrs (name: value: if hasAttr name left then recursiveUpdate left.${name} value else value) right
      else right;

    escapeShellArg = argument:
      if match "[[:alnum:],._+:@%/-]+" (toString argument) != null then toString argument
      else "'" + replaceStrings [ "'" ] [ "'\\''" ] (toString argument) + "'";
    escapeShellArgs = concatMapStringsSep " " escapeShellArg;
    getExe = package: getExe' package package.mainProgram;
    getExe' = package: program: "${package}/bin/${program}";
    getBin = package: package;
    makeBinPath = packages: concatMapStringsSep ":" (package: "${package}/bin") packages;
    strings = { inherit concatStringsSep concatMapStringsSep concatLines escapeShellArg escapeShellArgs optionalString; };
    attrsets = { inherit mapAttrs' mapAttrsToList filterAttrs genAttrs optionalAttrs recursiveUpdate; };
    lists = { inherit optional optionals flatten range unique; };
    modules = { inherit mkDefault mkForce mkIf mkMerge mkOverride; };
  };

  placeholder = name: mainProgram: {
    type = "derivation";
    inherit mainProgram;
    outPath = "/nix/store/placeholder-${name}";
  };

  written = mainProgram: name: text: {
    type = "derivation";
    inherit mainProgram;
    outPath = toFile (replaceStrings [ " " ] [ "-" ] name) text;
  };

  # Packages of nixpkgs that a router may ask for, and the program of each where its name differs.
  packages = {
    avahi = "avahi-daemon"; bash = "bash"; bashInteractive = "bash"; bind = "dig"; busybox = "busybox"; bottom = "btm";
    makeInitrdNGTool = "make-initrd-ng"; stdenvNoCC = "stdenv";
    chrony = "chronyd"; conntrack-tools = "conntrack"; coreutils = "coreutils"; corerad = "corerad"; curl = "curl"; dhcpcd = "dhcpcd";
    diffutils = "diff"; dig = "dig"; dns-root-data = "dns-root-data"; dnsmasq = "dnsmasq"; dnsutils = "dig"; dosfstools = "mkfs.fat"; ethtool = "ethtool";
    e2fsprogs = "mkfs.ext4"; findutils = "find"; flashrom = "flashrom"; gawk = "gawk"; git = "git"; gitMinimal = "git"; gnugrep = "grep";
    gnused = "sed"; gnutar = "tar"; gptfdisk = "sgdisk"; gzip = "gzip"; htop = "htop"; inetutils = "telnet";
    iperf3 = "iperf3"; iproute2 = "ip"; iputils = "ping"; jq = "jq"; kmod = "modprobe"; less = "less"; lm_sensors = "sensors";
    lshw = "lshw"; mtr = "mtr"; ndisc6 = "rdisc6"; nano = "nano"; nettools = "ifconfig"; nftables = "nft"; nix = "nix";
    nodejs_22 = "node"; nodejs_24 = "node"; openssh = "ssh"; openssl = "openssl"; parted = "parted"; pciutils = "lspci";
    ppp = "pppd"; procps = "ps"; psmisc = "killall"; python3 = "python3"; radvd = "radvd"; rsync = "rsync"; shadow = "passwd";
    smartmontools = "smartctl"; socat = "socat"; sudo = "sudo"; systemd = "systemctl"; tcpdump = "tcpdump"; tmux = "tmux";
    traceroute = "traceroute"; unbound = "unbound"; usbutils = "lsusb"; util-linux = "lsblk"; vim = "vim"; which = "which";
    wireguard-tools = "wg"; whois = "whois"; microcode-amd = "microcode"; microcodeIntel = "microcode";
  };

  pkgs = mapAttrs placeholder packages // rec {
    inherit lib;
    runtimeShell = "/nix/store/placeholder-bash/bin/bash";
    stdenv = placeholder "stdenv" "stdenv" // { hostPlatform = { system = "x86_64-linux"; isx86_64 = true; isLinux = true; }; };
    linuxPackages = { kernel = placeholder "linux" "linux" // { version = if release == "25.11" then "6.12.50" else "6.18.20"; }; };
    linuxPackages_6_12 = { kernel = placeholder "linux" "linux" // { version = "6.12.50"; }; };
    linuxPackages_6_18 = { kernel = placeholder "linux" "linux" // { version = "6.18.20"; }; };

    writeText = name: text: written name name text;
    writeScript = written null;
    writeShellScript = name: text: written name name "#!${runtimeShell}\n${text}";
    writeScriptBin = name: text: written name name text;
    writeShellScriptBin = name: text: written name name "#!${runtimeShell}\n${text}\n";
    writeShellApplication = { name, text, runtimeInputs ? [ ], runtimeEnv ? { }, excludeShellChecks ? [ ], checkPhase ? null }:
      written name name ''
        #!${runtimeShell}
        set -o errexit
        set -o nounset
        set -o pipefail
        ${concatStringsSep "" (lib.mapAttrsToList (key: value: "export ${key}=${lib.escapeShellArg value}\n") runtimeEnv)}${
          if runtimeInputs == [ ] then "" else "export PATH=\"${lib.makeBinPath runtimeInputs}:$PATH\"\n"
        }${text}'';
    writers = { writeBash = written null; writeBashBin = written null; };
    concatTextFile = { name, files }: written name name (concatStringsSep "" (map builtins.readFile files));
    runCommand = name: _: text: placeholder name name;
  };
in
{
  inherit lib pkgs placeholder;
}
