/** Moving a drawing by holding it. */

export interface DragUse {
  /** Whether there is more than what is shown. */
  canMove(): boolean;
  /** By a share of the drawing's width; to the right when it is positive. */
  move(share: number): void;
}

export function drag(drawing: SVGSVGElement, { canMove, move }: DragUse): void {
  let lastX: number | null = null;
  drawing.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !canMove()) return;
    lastX = event.clientX;
    drawing.setPointerCapture(event.pointerId);
    drawing.classList.add('held');
  });
  drawing.addEventListener('pointermove', (event) => {
    if (lastX === null) return;
    move((event.clientX - lastX) / drawing.clientWidth);
    lastX = event.clientX;
  });
  const end = (): void => {
    lastX = null;
    drawing.classList.remove('held');
  };
  drawing.addEventListener('pointerup', end);
  drawing.addEventListener('pointercancel', end);
}
