/** Labels of rows and boxes, taken apart into the lines of a tooltip. */

/** `kernel: 1 ms, from 2 to 3 ms` has a name and two facts; a comma without a space after it parts nothing. */
export function rowFacts(label: string): readonly string[] {
  return label.split(/: |, (?=[^ ])/);
}

export interface FrameWords {
  readonly name: string;
  readonly facts: readonly string[];
}

/** `std::map: 7.7 %, 3 samples`: a name may have colons in it, what follows has none. */
export function frameWords(label: string): FrameWords {
  const end = label.lastIndexOf(': ');
  return { name: label.slice(0, end), facts: label.slice(end + 2).split(', ') };
}
