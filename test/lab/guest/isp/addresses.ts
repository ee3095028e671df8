/**
 * Addresses of the ISP and of the Internet behind it. They are of ranges that a router lets in from the Internet (the
 * documentation ranges are not); no packet leaves the virtual machine.
 */
export const internet = {
  /** The other end of a PPPoE session. */
  gateway: '45.90.0.1',
  /** The ISP's router where the line is an Ethernet, 45.90.1.8/29. */
  router: '45.90.1.9',
  customer: '45.90.1.10',
  host4: '45.91.0.80',
  host6: '2a0f:91::80',
  /** A /56 that is delegated to the customer unless the ISP is told otherwise. */
  prefix: '2a0f:90:1000::',
  /** An address for the router itself where it asks DHCPv6 for one. */
  customer6: '2a0f:90::10',
  /** A name that is the Internet host's, in both families. */
  name: 'www.lab-internet.net',
} as const;
