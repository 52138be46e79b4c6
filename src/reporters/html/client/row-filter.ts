/** Finds the rows of a table that contain all typed words. */

/** The words to look for; none keeps every row. */
export function wordsOf(typed: string): readonly string[] {
  return typed.toLowerCase().split(' ').filter(Boolean);
}

/** @param text of the row, in lower case */
export function holdsAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
