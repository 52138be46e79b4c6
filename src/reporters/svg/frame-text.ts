/** The name in a box of a flame graph, as a picture writes it and as the page does when its reader zooms. */

/** Its position in the box, in pixels. */
export const FRAME_TEXT = { x: 4, y: 12.5 } as const;

/** Shorter than this, the beginning of a name says nothing. */
const LEAST_LETTERS = 3;

/** As much of a name as fits; empty where that is too little. */
export function frameText(name: string, letters: number): string {
  if (letters < LEAST_LETTERS) return '';
  return name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
}
