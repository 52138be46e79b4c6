/** Where a tooltip stands: beside what it speaks of, within the window. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels kept free around it. */
const ROOM = 8;

/** Below the box it speaks of, its left edge at `x`; above where the window ends. */
export function placeTip(
  box: { readonly top: number; readonly bottom: number },
  x: number,
  tip: Size,
  screen: Size,
): { readonly left: number; readonly top: number } {
  const left = Math.min(Math.max(x, ROOM), screen.width - tip.width - ROOM);
  const below = box.bottom + ROOM;
  const isBelow = below + tip.height <= screen.height;
  return { left, top: isBelow ? below : box.top - tip.height - 3 * ROOM };
}
