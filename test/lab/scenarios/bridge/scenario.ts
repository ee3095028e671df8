import { program, text } from '../../pack-job.ts';
import type { Scenario } from '../../scenario.ts';
import { password } from './password.ts';

/** One network on two jacks, PPPoE by CHAP with a service name, agenix, and jacks with two queues as the i211 has. */
export const scenario: Scenario = {
  title: 'A network on two jacks, one of them tagged; jacks with two queues; CHAP, service name, agenix',
  limit: 2400,
  router: {
    answers: 'two-jack-bridge-apu4',
    machine: 'apu4',
    // the lab's concentrator knows no blanks in the name of a service
    instead: { 'service: "internet service"': 'service: internet' },
  },
  files: async () => ({
    // agenix puts secrets there before services start
    'root/etc/tmpfiles.d/agenix.conf': text(
      `d /run/agenix 0700 root root -\nf /run/agenix/pppoe 0400 root root - ${password}\n`,
    ),
    'root/etc/systemd/system/irq-tuning-.service.d/queues.conf': text(
      '[Service]\nExecStartPre=-/lab/two-queues %p\nTimeoutStartSec=300\n',
    ),
    'root/lab/two-queues': program(
      '#!/bin/sh\n# the jacks of older boards have two queues each way\nexec /usr/sbin/ethtool -L "${1#irq-tuning-}" combined 2\n',
    ),
  }),
};
