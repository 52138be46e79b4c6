export declare function runWatched(
  command: readonly string[],
  options: {
    readonly onOutput: (text: string) => void;
    readonly silenceS: number;
    readonly timeoutS: number;
  },
): Promise<'ended' | 'silent' | 'timeout'>;

export declare function runUnlessBrokenTwice(
  command: readonly string[],
  options: {
    readonly name: string;
    readonly prepare: () => void;
    readonly isDone: () => boolean;
    readonly onOutput: (text: string) => void;
    readonly warn: (line: string) => void;
    readonly silenceS: number;
    readonly timeoutS: number;
  },
): Promise<string>;
