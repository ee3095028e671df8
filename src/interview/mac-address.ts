/** Why a MAC address cannot be that of one network card; null where it can. */
export function macFault(mac: string): string | null {
  if (/^[0:]+$/.test(mac)) return 'A MAC address of only zeros belongs to nobody.';
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1)
    return 'This MAC address is a group address (its first pair is odd), which no single device has.';
  return null;
}
