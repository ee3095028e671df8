# The outputs of the project's flake.nix with stand-ins for its inputs, as data: what would be
# built, from what, and the installer's own module as it is written.
{ folder, release }:
let
  standIns = import ./stand-ins.nix { inherit release; };
  inherit (standIns) placeholder;

  lib = standIns.lib // {
    importJSON = path: builtins.fromJSON (builtins.readFile path);
    last = list: builtins.elemAt list (builtins.length list - 1);
    splitString =
      separator: text: builtins.filter builtins.isString (builtins.split separator text);
    licenses.mit = "MIT";
    # modules are called and not merged; those of nixpkgs are texts
    nixosSystem = { modules }: {
      modules = map (
        module: if builtins.isFunction module then module { inherit lib pkgs; } else module
      ) modules;
      config.system.build.isoImage = placeholder "iso" null;
    };
  };

  pkgs = standIns.pkgs // {
    btrfs-progs = placeholder "btrfs-progs" "btrfs";
    makeWrapper = placeholder "makeWrapper" null;
    nixos-install-tools = placeholder "nixos-install-tools" null;
    buildNpmPackage = given: placeholder given.pname given.meta.mainProgram // { inherit given; inherit (given) meta; };
    importNpmLock = {
      __functor = _: given: placeholder "npm-deps" null // { inherit given; };
      npmConfigHook = placeholder "import-npm-lock-hook" null;
    };
  };

  nixpkgs = {
    inherit lib;
    outPath = "/nixpkgs";
    legacyPackages.x86_64-linux = pkgs;
  };
  flake = import (folder + "/flake.nix");
  self = flake.outputs { inherit self nixpkgs; } // { outPath = toString folder; };
  package = self.packages.x86_64-linux.default;
in
{
  inputs = flake.inputs;
  outputs = builtins.attrNames (builtins.removeAttrs self [ "outPath" ]);
  packages = self.packages;
  app = self.apps.x86_64-linux.default;
  # the source is the whole folder: looked at, it would be copied
  build = builtins.removeAttrs package.given [ "npmDeps" "src" ];
  inherit (package.given.npmDeps.given) packageLock;
  installer = self.nixosConfigurations.installer.modules;
}
