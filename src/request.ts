/** What the person asked for on the command line. Pure: words in, a request out. */
export type Request =
  | {
      readonly kind: 'wizard';
      readonly machine: string | null;
      readonly answers: string | null;
      readonly ui: 'auto' | 'tui' | 'lines' | 'plain';
      readonly ascii: boolean;
      readonly color: boolean;
    }
  | { readonly kind: 'help'; readonly command: string | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'detect'; readonly machine: string | null; readonly json: boolean }
  | {
      readonly kind: 'install';
      readonly machine: string | null;
      readonly answers: string | null;
      readonly root: string;
      readonly yes: boolean;
      readonly dryRun: boolean;
      /** Go on with the installation that was begun, and begin no other. */
      readonly resume: boolean;
      /** Started by naar itself, apart from the terminal: the answers are staged. */
      readonly job: boolean;
    }
  | {
      readonly kind: 'reconfigure';
      readonly machine: string | null;
      /** null: the router's own. */
      readonly answers: string | null;
      readonly yes: boolean;
      readonly dryRun: boolean;
      /** Seconds. */
      readonly confirmWithin: number;
      /** What becomes of lines written by hand; null: not said. */
      readonly edited: 'merge' | 'local' | 'keep' | 'overwrite' | null;
    }
  | { readonly kind: 'confirm' }
  | {
      readonly kind: 'rollback';
      /** Folder or number of an earlier set; null: the change on trial, else the person is asked. */
      readonly set: string | null;
      readonly yes: boolean;
      /** Seconds. */
      readonly confirmWithin: number;
    }
  | { readonly kind: 'backup'; readonly file: string }
  | { readonly kind: 'doctor'; readonly machine: string | null; readonly json: boolean }
  | { readonly kind: 'record'; readonly machine: string | null; readonly directory: string }
  | { readonly kind: 'check'; readonly machine: string | null; readonly file: string }
  | { readonly kind: 'schema' }
  | {
      readonly kind: 'render';
      readonly machine: string | null;
      readonly answers: string;
      readonly out: string;
      readonly withSecrets: boolean;
      readonly force: boolean;
    }
  /** The words make no sense; `message` is one sentence with the way out. */
  | { readonly kind: 'mistake'; readonly message: string };
