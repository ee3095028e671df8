import { type Job, text } from './pack-job.ts';

/** A login on the serial line that asks nothing, as `lab-getty.service`; what the checks say is kept from that line. */
export function serialLogin(user: string): Job {
  return {
    'root/etc/systemd/system/lab-getty.service': text(getty(user)),
    'root/etc/systemd/system/lab.service.d/quiet.conf': text(
      '[Service]\nStandardOutput=journal\nStandardError=journal\n',
    ),
  };
}

const getty = (user: string) => `[Unit]
Description=A login on the serial line

[Service]
ExecStart=/usr/sbin/agetty --autologin ${user} --keep-baud 115200 ttyS0 vt220
Restart=always
RestartSec=0
TTYPath=/dev/ttyS0
TTYReset=yes
TTYVHangup=yes
StandardInput=tty
StandardOutput=tty
SendSIGHUP=yes
`;
