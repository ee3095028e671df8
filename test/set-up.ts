import fc from 'fast-check';

// The same random inputs each time, so that the gate is no lottery; FUZZ_SEED tries others.
fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20_261_129) });
