/** How a device reaches the interrupt controllers: a wire it can raise and lower. */
export interface IrqLine {
  set(level: 0 | 1): void;
}

/** The wire of a device whose interrupt is not connected. */
export const UNCONNECTED: IrqLine = { set: () => undefined };
