// node:perf_hooks for oclif, which measures itself only when it is asked to: the globals are the same and are made when used.
module.exports = {
  get performance() {
    return globalThis.performance;
  },
  get PerformanceObserver() {
    return globalThis.PerformanceObserver;
  },
};
