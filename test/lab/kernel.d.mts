/** True when a kernel can be had here: the package lists of a Debian know one. */
export declare function knowsKernel(): boolean;
export declare function debianKernel(cache: string): {
  readonly release: string;
  readonly image: string;
  readonly modules: string;
};
