import fc from 'fast-check';

/** One seed for all runs: a failure is the same everywhere. fast-check prints it with the path to the smallest example. */
const seed = 20_170_404;

/** Checks a property with `numRuns` examples. */
export function property<T>(values: fc.Arbitrary<T>, check: (value: T) => void, numRuns: number): void {
  fc.assert(
    fc.property(values, (value) => {
      check(value);
    }),
    { seed, numRuns },
  );
}
