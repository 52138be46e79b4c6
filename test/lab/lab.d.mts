export declare const LAB_PACKAGES: readonly (readonly [name: string, probe: string])[];
export declare const LAB_TIMEOUT_MS: number;
export declare function labCache(): string;
export declare function buildGuestInitramfs(work: string, file: string): void;
export declare function runInLab(options: {
  readonly script: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, string>>;
  readonly onOutput?: (text: string) => void;
  readonly timeoutS?: number;
}): Promise<{ readonly exitCode: number; readonly output: string; readonly folder: string }>;
