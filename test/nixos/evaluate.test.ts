import { describe, expect, test } from 'vitest';
import { at, evaluateConfiguration, parseNix, plainConfiguration, storePaths, storeText } from './evaluate.ts';
import { withFolder } from './workbench.ts';

const local = '{ ... }: { }\n';

describe('evaluateConfiguration', () => {
  test('gives the data, with the marks of lib and the texts of pkgs', async () => {
    const config = await evaluate(`{ config, lib, pkgs, ... }: {
      imports = [ ./hardware-configuration.nix ./local.nix ];
      networking.hostName = "router";
      networking.useDHCP = lib.mkForce false;
      environment.systemPackages = with pkgs; [ vim ];
      systemd.services.a.serviceConfig.ExecStart = "\${pkgs.writeShellScript "run" "echo \${config.networking.hostName}"} now";
    }`);
    expect(config).toMatchObject({
      imports: ['hardware-configuration.nix', 'local.nix'],
      networking: { hostName: 'router', useDHCP: { _type: 'override', priority: 50, content: false } },
      environment: { systemPackages: ['/nix/store/placeholder-vim'] },
    });
    const command = String(at(config, 'systemd', 'services', 'a', 'serviceConfig', 'ExecStart'));
    expect(storePaths(command)).toHaveLength(1);
    expect(storeText(storePaths(command)[0] ?? '')).toBe('#!/nix/store/placeholder-bash/bin/bash\necho router');
  });

  test.each([
    ['a name lib does not have', '{ lib, ... }: { networking.useDHCP = lib.mkForced false; }', /'mkForced' missing/],
    [
      'a package that is not listed',
      '{ pkgs, ... }: { environment.systemPackages = [ pkgs.vimm ]; }',
      /'vimm' missing/,
    ],
    [
      'an import that is not there',
      '{ ... }: { imports = [ ./other.nix ]; }',
      /other\.nix is imported but does not exist/,
    ],
    ['a function of nothing', '{ lib }: { }', /unexpected argument/],
    ['no Nix', '{ ... }: { a = ; }', /syntax error/],
  ])('%s is an error', async (_, text, message) => {
    await expect(evaluate(text)).rejects.toThrow(message);
  });

  test('an error in local.nix is an error', async () => {
    await expect(
      evaluate('{ ... }: { imports = [ ./local.nix ]; }', '{ pkgs, ... }: { x = pkgs.none; }'),
    ).rejects.toThrow(/'none' missing/);
  });

  test('packages of the release', async () => {
    const text = '{ config, ... }: { boot.kernelModules = [ config.boot.kernelPackages.kernel.version ]; }';
    expect(at(await evaluate(text, local, '25.11'), 'boot', 'kernelModules')).toEqual(['6.12.50']);
    expect(at(await evaluate(text, local, '26.05'), 'boot', 'kernelModules')).toEqual(['6.18.20']);
  });
});

test('parseNix tells Nix from anything else', async () => {
  await withFolder({ 'good.nix': '{ a = 1; }', 'bad.nix': '{ a = 1 }' }, async (folder) => {
    const judged = await Promise.allSettled([parseNix(`${folder}/good.nix`), parseNix(`${folder}/bad.nix`)]);
    expect(judged.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

test('plainConfiguration takes the marks away', () => {
  const config = {
    a: { _type: 'override', priority: 50, content: [1] },
    b: { _type: 'if', condition: false, content: 1 },
    c: { _type: 'merge', contents: [{ x: [1] }, { _type: 'if', condition: true, content: { x: [2], y: 3 } }] },
  };
  expect(plainConfiguration(config)).toEqual({ a: [1], c: { x: [1, 2], y: 3 } });
});

async function evaluate(configuration: string, localText = local, release = '26.05'): Promise<unknown> {
  return withFolder({ 'configuration.nix': configuration, 'local.nix': localText }, (folder) =>
    evaluateConfiguration(folder, release),
  );
}
