import { realSystem } from '../../src/system/real.ts';

/** Starts one command that ends with its parent and one that does not, says their numbers, and ends. */
const system = realSystem();
const mortal = await system.start('sleep', ['600']);
const lasting = await system.start('sleep', ['600'], { outlives: true });
lasting.release();
process.stdout.write(`${mortal.process} ${lasting.process}\n`, () => process.exit(0));
