import type { NftSet } from './nft-set.ts';

/** The firewall's set of the ISP's earlier prefixes; the script of router advertisements fills it. */
export const OUTDATED_PREFIXES = 'outdated6';

/** As it is loaded: empty, for the firewall knows nothing of prefixes. */
export const outdatedSet: NftSet = {
  name: OUTDATED_PREFIXES,
  why: 'Prefixes of the ISP that we had before: written by router-advertisements.',
  type: 'ipv6_addr',
  options: 'flags interval',
  elements: [],
};
