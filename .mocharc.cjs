const underCi = process.env.CI === 'true';

module.exports = {
  reporter: 'scripts/count-reporter.cjs',
  timeout: 10_000,
  failZero: true,
  forbidOnly: underCi,
  forbidPending: underCi,
};
