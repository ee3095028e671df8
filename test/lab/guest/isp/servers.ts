import { serveDelegation } from './dhcpv6.ts';
import { serveWeb } from './web.ts';

/** One program for what the lab itself has to serve: it starts slowly under emulation. */
serveWeb();
serveDelegation('/run/isp-delegation.json');
