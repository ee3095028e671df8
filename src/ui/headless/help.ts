/** The text of `naar --help`, or of `naar COMMAND --help`; at most 79 columns. */
export function helpText(command: string | null): string {
  const own = command === null ? undefined : commandHelp[command];
  return own ?? overview;
}

const overview = `naar - NixOS as a Router

Turns a small x86 box with two or more network jacks into a home router.

  naar [--answers FILE]        the wizard: asks everything, shows the plan
  naar detect [--json]         show the box: board, disks, jacks, interrupts
  naar record DIR              save what detect reads, to replay it elsewhere
  naar check FILE              find everything that is wrong in an answers file
  naar schema                  print the JSON Schema of the answers file
  naar render --answers FILE --out DIR [--with-secrets] [--force]
                               write the files of the router into DIR
  naar install --answers FILE [--yes] [--dry-run]
                               install from the NixOS installer, unattended
  naar reconfigure [--answers FILE] [--yes] [--dry-run] [--confirm-within 5m]
                               change the running router on trial; it comes
                               back by itself unless you say: naar confirm
  naar confirm, naar rollback  keep that change, or take it back now
  naar rollback WHICH          bring back an earlier set of files, on trial
  naar backup FILE             answers, passwords and SSH host keys in one file
  naar doctor [--json]         is the running router well; what to do if not

Options:
  --ui auto|tui|lines|plain
                       screens, prompts or plain lines; auto looks at TERM
  --ascii, --no-color  nothing but ASCII, no colour (also NO_COLOR)
  --machine NAME|DIR   a recorded machine instead of this one;
                       built in: apu2, apu3, apu4, n100
  --help, --version

FILE may be - for standard input. Data goes to stdout, words to stderr.
Exit status: 0 done, 2 answers or command line wrong, 3 a step failed,
4 refused for safety, 70 a bug in naar, 130 cancelled.
`;

const commandHelp: { readonly [command: string]: string } = {
  detect: `naar detect [--json] [--machine NAME|DIR]

Shows the box and touches nothing: board, firmware, CPU, memory, disks, and
every network jack with its permanent MAC, chip, link, queues and interrupts.
--json prints the same as JSON.
`,
  record: `naar record DIR [--machine NAME|DIR]

Copies the files that detect reads into DIR, which must be new or empty.
"naar detect --machine DIR" then shows this box anywhere else. On a running
router the devices around it are copied too, without their names and with
other addresses, so that the folder can be shown to others.
`,
  check: `naar check FILE [--machine NAME|DIR]

Reads an answers file and lists all its problems with line and column, what is
wrong and what is allowed. Exit status 2 if there is an error, 0 if not.
"naar schema --help" says how to list providers (wan.isp) and device profiles.
`,
  install: `naar install --answers FILE [--root /mnt] [--yes] [--dry-run] [--resume]

Run in the NixOS installer, by root. The answers name the disk by a path below
/dev/disk/by-id and consent with disk.erase: true. Everything that can be proven
is proven before anything is erased. The job goes on without this terminal;
naar started again shows it, and after a failure it goes on where it was.

  --yes      do it without being asked
  --dry-run  print what would be done, and do nothing of it
  --resume   go on with the installation that was begun, without asking again, and
             begin no other; its answers are known, also after a power cut
`,
  reconfigure: `naar reconfigure [--answers FILE] [--yes] [--dry-run] [--confirm-within 5m]
                 [--edited merge|local|keep|overwrite]

Run on the router, by root. Builds the new configuration first, says what would
restart, and switches to it on trial: unless "naar confirm" is said in time, from
any session, the earlier router comes back by itself, also after a restart.
Every set of files that is replaced is kept in /var/lib/naar/history.

  --yes                  do not ask before the switch
  --dry-run              print what would be done, and do nothing of it
  --confirm-within TIME  2m to 1h; 5m unless said
  --edited WAY           what becomes of lines that you wrote into
                         configuration.nix: merge them with the new file, move
                         them to local.nix, keep your file, or overwrite it
`,
  confirm: `naar confirm

Keeps the change that is on trial: the router starts with it from now on.
`,
  rollback: `naar rollback [WHICH] [--yes] [--confirm-within 5m]

Takes the change that is on trial back at once. Without one it lists the earlier
sets of files, the newest first; WHICH (a number of the list, or the name of the
folder in /var/lib/naar/history) brings one back, on trial like any change.
`,
  backup: `naar backup FILE

Writes answers, passwords, SSH host keys, local.nix and your other files of
/etc/nixos into FILE (a tar archive, for root only). FILE must be new. It is
taken in place of an answers file: "naar --answers FILE" asks which new jack
replaces which, "naar install --answers FILE" asks nothing, and says what it
lacks.
`,
  doctor: `naar doctor [--json]

Looks at the router it runs on, in under ten seconds, and changes nothing: one
line for each check, and the next step for each that fails. Exit status 3 if
one fails. --json prints the same as JSON.
`,
  schema: `naar schema

Prints the JSON Schema of the answers file; editors use it to help with typing.
It lists the ids for wan.isp and for the profile of a device with their names:

  naar schema | grep -A1 '"const": "nl-'       providers of the Netherlands
  naar schema | grep -iB1 '"title": .*sonos'   whatever has Sonos in its name
`,
  render: `naar render --answers FILE --out DIR [--with-secrets] [--force]
            [--machine NAME|DIR]

Writes configuration.nix, irq-tuning.sh, answers.yaml and local.nix into DIR,
and nothing anywhere else.

  --with-secrets  also DIR/secrets with the passwords, for root only
  --force         replace files in DIR that naar did not write or that were
                  changed by hand since (local.nix is never touched)

The machine is --machine, else this one if it has the jacks of the answers,
else none: then each jack needs its MAC address.
`,
};
