import { setFlagsFromString } from 'node:v8';

/** The V8 of Node 20, with which it was measured. Others weigh differently, and one might not know the option. */
const isMeasured = process.versions.v8.startsWith('11.3.');

/** So much bytecode a function runs before V8 thinks of optimising it: by itself, and here. */
export const NORMAL_BUDGET = 67_584;
const PATIENT_BUDGET = 1_000_000;

/**
 * Does work that is over before optimised code pays. V8 begins to optimise, on a second thread, after a few milliseconds; a
 * third of the processor time of a comparison went there (measured at 200 roles and at 1,000). What runs long is optimised
 * all the same, a little later. The normal value is back before more code is loaded: compiled code is kept for one set of
 * options.
 */
export function doBriefly<T>(work: () => T): T {
  if (!isMeasured) return work();
  setBudget(PATIENT_BUDGET);
  try {
    return work();
  } finally {
    setBudget(NORMAL_BUDGET);
  }
}

function setBudget(bytes: number): void {
  setFlagsFromString(`--interrupt-budget=${bytes}`);
}
