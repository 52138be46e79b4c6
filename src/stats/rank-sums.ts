/** How many ways there are to draw a group with a given sum of ranks: the exact distribution behind the rank tests. */

/**
 * counts[s] is the number of ways to choose `size` of `ranks` (whole numbers, ties allowed) that sum to s. Doubles: whole
 * up to 2^53, then to 16 digits, which is far more than a p-value needs.
 */
export function countRankSums(ranks: readonly number[], size: number): Float64Array {
  const ordered = [...ranks].sort((a, b) => b - a);
  // Sum of the first n in descending order: bounds every sum that can be reached, so that no others are visited.
  const sums = [0];
  for (const value of ordered) sums.push(sums.at(-1)! + value);
  const width = sums[size]! + 1;
  const table = new Float64Array((size + 1) * width);
  table[0] = 1;
  for (const [seen, value] of ordered.entries()) {
    const least = Math.max(1, size - (ordered.length - 1 - seen));
    for (let chosen = Math.min(seen + 1, size); chosen >= least; chosen--) {
      const from = (chosen - 1) * width;
      const to = chosen * width + value;
      const largest = sums[chosen - 1]!;
      const smallest = sums[seen]! - sums[seen - chosen + 1]!;
      for (let sum = smallest; sum <= largest; sum++) table[to + sum]! += table[from + sum]!;
    }
  }
  return table.slice(size * width);
}
