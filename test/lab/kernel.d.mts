export declare function debianKernel(cache: string): {
  readonly release: string;
  readonly image: string;
  readonly modules: string;
};
