/** The part of jstat that tests check against; the package brings no types. */
declare module 'jstat' {
  interface Distribution {
    cdf(x: number, ...parameters: number[]): number;
    inv(p: number, ...parameters: number[]): number;
  }
  const jstat: {
    readonly studentt: Distribution;
    readonly normal: Distribution;
    readonly lognormal: Distribution;
  };
  export = jstat;
}
