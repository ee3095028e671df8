# Evaluates a generated configuration.nix without nixpkgs: `lib` and `pkgs` are the
# stand-ins next door.
{ folder, release }:
let
  inherit (builtins) baseNameOf isAttrs isFunction isPath isString map mapAttrs pathExists toString;
  inherit (import ./stand-ins.nix { inherit release; }) lib pkgs;

  # What other modules of NixOS would have set, as far as a router's configuration reads it.
  defaults = {
    boot.kernelPackages = pkgs.linuxPackages;
    systemd.package = pkgs.systemd;
    nix.package = pkgs.nix;
    services = lib.genAttrs [ "avahi" "chrony" "dnsmasq" "openssh" "unbound" ] (name: { package = pkgs.${name}; }) // { pppd.package = pkgs.ppp; };
    system.nixos = { inherit release; version = release; };
  };

  call = module: let body = if isPath module || isString module then import module else module; in
    if isFunction body then body { config = overlay defaults configuration; options = { }; inherit lib pkgs; modulesPath = "/nix/modules"; }
    else body;

  # `config` as the configuration sees it: its own values over the defaults. What stands under a condition is left out.
  overlay = left: right:
    if !(isAttrs right) || right ? outPath then right
    else if right ? _type then (if right ? content && right ? priority then overlay left right.content else left)
    else if isAttrs left then left // mapAttrs (name: value: overlay (left.${name} or { }) value) right
    else right;
  configuration = call (folder + "/configuration.nix");

  # An import must be there and must give a set; the hardware scan is written on the router itself.
  imported = path:
    if pathExists path then (let value = call path; in if isAttrs value then builtins.deepSeq value (baseNameOf path) else throw "${toString path} gives no set")
    else if baseNameOf path == "hardware-configuration.nix" then baseNameOf path
    else throw "${toString path} is imported but does not exist";
in
configuration // (if configuration ? imports then { imports = map imported configuration.imports; } else { })
