import type { RouterPlan } from '../plan/router-plan.ts';
import { configuration } from './configuration.ts';
import { tuningScript } from './tuning-script.ts';

/** A finished file, before anything is written: name, text, and mode as chmod takes it (0o755). */
export type RenderedFile = {
  /** Name inside /etc/nixos, or inside the directory of `naar render`. */
  readonly name: 'configuration.nix' | 'irq-tuning.sh' | 'answers.yaml' | 'local.nix';
  readonly text: string;
  readonly mode: number;
  /** `once`: the person's own file, written only where there is none. */
  readonly write: 'always' | 'once';
};

/** The plan as files. Pure: same plan, same bytes. */
export function renderFiles(plan: RouterPlan): readonly RenderedFile[] {
  return [
    { name: 'configuration.nix', text: configuration(plan), mode: 0o644, write: 'always' },
    { name: 'irq-tuning.sh', text: tuningScript(plan.tuning), mode: 0o755, write: 'always' },
    { name: 'answers.yaml', text: plan.answersText, mode: 0o600, write: 'always' },
    { name: 'local.nix', text: localNix, mode: 0o644, write: 'once' },
  ];
}

const localNix = `# Yours: naar creates this file once and never touches it again.
# What stands here is added to configuration.nix; lib.mkForce replaces an option set there.
{ ... }:

{
}
`;
