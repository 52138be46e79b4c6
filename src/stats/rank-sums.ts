/** How many ways there are to draw a group with a given sum of ranks: the exact distribution behind the rank tests. */

/**
 * counts[s] is the number of ways to choose `size` of `ranks` (whole numbers, ties allowed) that sum to s. Doubles: whole
 * up to 2^53, then to 16 digits, which is far more than a p-value needs.
 */
export function countRankSums(ranks: readonly number[], size: number): Float64Array {
  const ordered = [...ranks].sort((a, b) => b - a);
  const largest = ordered.slice(0, size).reduce((sum, value) => sum + value, 0);
  const width = largest + 1;
  const table = new Float64Array((size + 1) * width);
  table[0] = 1;
  for (const [seen, value] of ordered.entries()) {
    for (let chosen = Math.min(seen + 1, size); chosen > 0; chosen--) {
      const from = (chosen - 1) * width;
      const to = chosen * width + value;
      const end = width - value;
      for (let sum = 0; sum < end; sum++) table[to + sum]! += table[from + sum]!;
    }
  }
  return table.slice(size * width);
}
