/** Where secrets live on the router: root's, 0600, outside the Nix store, readable inside pppd's sandbox. */
export const secretFiles = {
  directory: '/etc/naar/secrets',
  pppoePassword: '/etc/naar/secrets/pppoe-password',
  pppoeOptions: '/etc/naar/secrets/pppoe.options',
  adminPasswordHash: '/etc/naar/secrets/admin-password-hash',
} as const;

/** File of a DHCPv4 option whose value is a secret. */
export function dhcpOptionFile(code: number): string {
  return `${secretFiles.directory}/dhcp-option-${code}`;
}
