/** True when a kernel can be had here: the package lists of a Debian know one. */
export declare function knowsKernel(): boolean;
export interface UnpackedKernel {
  readonly release: string;
  readonly image: string;
  readonly modules: string;
}
export declare function debianKernel(cache: string): UnpackedKernel;
/** Null when the mirror has none. */
export declare function backportsKernel(cache: string): UnpackedKernel | null;
