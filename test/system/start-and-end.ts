import { realSystem } from '../../src/system/real.ts';

/**
 * A naar of a few lines. `leave`: starts one command that ends with it and one that does not, says their numbers, and
 * exits. `held`: starts one that ends and leaves something behind that holds its output, and has nothing more to do.
 */
const system = realSystem();
if (process.argv[2] === 'held') await (await system.start('sh', ['-c', 'sleep 60 & echo'])).ended;
else {
  const mortal = await system.start('sleep', ['600']);
  const lasting = await system.start('sleep', ['600'], { outlives: true });
  lasting.release();
  process.stdout.write(`${mortal.process} ${lasting.process}\n`, () => process.exit(0));
}
