{
  description = "naar: NixOS as a router";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.${system};
      # the Node that the project is tested with, also where the release has an older one by default
      nodejs = pkgs.nodejs_24;

      # What naar starts: nothing is taken from the machine it runs on, save for what belongs to
      # that machine (its own nixos-rebuild, systemd and Nix).
      tools = [
        pkgs.btrfs-progs
        pkgs.dhcpcd
        pkgs.dosfstools
        pkgs.e2fsprogs
        pkgs.ethtool
        pkgs.gitMinimal
        pkgs.iproute2
        pkgs.nixos-install-tools
        pkgs.parted
        pkgs.pciutils
        pkgs.ppp
        pkgs.util-linux
      ];

      # package-lock.json names each package with its hash but not with its address, so that any
      # registry will do. Nix fetches from the usual one, and nothing for other systems than ours.
      packageLock =
        let
          lock = lib.importJSON ./package-lock.json;
          isOurs =
            package:
            builtins.elem "linux" (package.os or [ "linux" ])
            && builtins.elem "x64" (package.cpu or [ "x64" ])
            && builtins.elem "glibc" (package.libc or [ "glibc" ]);
          withAddress =
            path: package:
            let
              name = package.name or (lib.last (lib.splitString "node_modules/" path));
              file = "${baseNameOf name}-${package.version}.tgz";
            in
            package // { resolved = package.resolved or "https://registry.npmjs.org/${name}/-/${file}"; };
          packages = lib.filterAttrs (_: isOurs) (removeAttrs lock.packages [ "" ]);
        in
        lock // { packages = lib.mapAttrs withAddress packages // { "" = lock.packages.""; }; };

      naar = pkgs.buildNpmPackage {
        pname = "naar";
        inherit (lib.importJSON ./package.json) version;
        src = ./.;
        inherit nodejs;
        npmDeps = pkgs.importNpmLock {
          npmRoot = ./.;
          inherit packageLock;
        };
        npmConfigHook = pkgs.importNpmLock.npmConfigHook;
        # the package "node" would fetch a Node of its own; nothing else has a script that is needed
        npmFlags = [ "--ignore-scripts" ];
        nativeBuildInputs = [ pkgs.makeWrapper ];
        # one file that needs nothing but Node: no node_modules goes along
        installPhase = ''
          runHook preInstall
          install -D --mode=0644 --target-directory=$out/lib/naar dist/naar.mjs dist/naar.mjs.map
          makeWrapper ${nodejs}/bin/node $out/bin/naar \
            --add-flags $out/lib/naar/naar.mjs \
            --prefix PATH : ${lib.makeBinPath tools}
          runHook postInstall
        '';
        meta = {
          description = "Setup wizard that turns a small x86 box into a NixOS router";
          license = lib.licenses.mit;
          mainProgram = "naar";
          platforms = [ system ];
        };
      };
    in
    {
      packages.${system} = {
        inherit naar;
        default = naar;
        # the stick to install from: result/iso/*.iso
        installer = self.nixosConfigurations.installer.config.system.build.isoImage;
      };

      apps.${system}.default = {
        type = "app";
        program = "${naar}/bin/naar";
        meta.description = naar.meta.description;
      };

      # The minimal installer of NixOS with naar on it, for a box whose only screen is its serial port.
      nixosConfigurations.installer = lib.nixosSystem {
        modules = [
          "${nixpkgs}/nixos/modules/installer/cd-dvd/installation-cd-minimal.nix"
          (
            { lib, pkgs, ... }:
            {
              nixpkgs.hostPlatform = system;

              # <nixpkgs> is the channel on the stick, as on every installer of NixOS: of a flake it would
              # be refused, for flakes are not switched on (nixos/modules/misc/nixpkgs-flake.nix).
              nixpkgs.flake.setNixPath = false;
              nixpkgs.flake.setFlakeRegistry = false;

              # The last console= is where the login is: on the serial port, and a screen shows it too.
              boot.kernelParams = [
                "console=tty0"
                "console=ttyS0,115200n8"
              ];

              # ppp: a line that must be dialled comes up from the stick; dhcpcd: who answers on the line,
              # and with which prefix; ethtool: which jack is which.
              environment.systemPackages = [
                naar
                pkgs.dhcpcd
                pkgs.ethtool
                pkgs.ppp
              ];

              # naar brings the line up itself, VLANs and all; NetworkManager would ask for an address
              # on every jack meanwhile. Wi-Fi stays with it, and "nmcli device connect enp1s0" gives it a
              # jack: that overrules a section [device-...], and not the option "unmanaged", which is
              # [keyfile] unmanaged-devices (NetworkManager.conf(5)).
              networking.useDHCP = lib.mkForce false;
              networking.networkmanager = {
                enable = true;
                settings.device-jacks = {
                  match-device = "type:ethernet";
                  managed = false;
                };
              };

              # 2 GB of memory hold the system, its store and the build of another one.
              zramSwap.enable = true;

              # To try it in a virtual machine: shut it down, see its address.
              services.qemuGuest.enable = true;

              services.getty.helpLine = lib.mkAfter ''

                To turn this box into a router: sudo naar
              '';
            }
          )
        ];
      };
    };
}
