/** A key, or a paste as one line. */
export type Input = { readonly key: string } | { readonly paste: string };

/** Hands each question what is typed for it, in the order of typing. */
export interface TypeAhead {
  /** Takes what was typed: for the open question, else for the next one. */
  take(input: Input): void;
  /** A question opens. */
  open(): void;
  /** The question is over. */
  release(): void;
  /** Drops what waits for a question. */
  clear(): void;
  /** Drops what was typed so far, also what the terminal has not handed over yet. */
  drain(): Promise<void>;
}

/**
 * Keeps what is typed while no question is open. `hand` gives it to the open question, which may end by it: so nothing
 * follows an Enter or an Esc before the event loop has gone round once.
 */
export function openTypeAhead(hand: (input: Input) => void): TypeAhead {
  const waiting: Input[] = [];
  let isReady = false;
  let round = 0;
  const flush = () => {
    while (isReady && waiting.length > 0) {
      const input = waiting.shift()!;
      if (mayEnd(input)) becomeReady(1);
      hand(input);
    }
  };
  /** Waits for some rounds of the event loop, then hands on. */
  const becomeReady = (rounds: number) => {
    isReady = false;
    round += 1;
    const mine = round;
    const turn = (left: number) => {
      if (mine !== round) return;
      if (left > 0) return void setImmediate(turn, left - 1);
      isReady = true;
      flush();
    };
    turn(rounds);
  };
  const clear = () => {
    waiting.length = 0;
  };
  return {
    clear,
    take(input) {
      waiting.push(input);
      flush();
    },
    async drain() {
      // What the terminal has by now arrives within two rounds.
      for (let rounds = 0; rounds < 2; rounds++) await new Promise(resolve => setImmediate(resolve));
      clear();
    },
    // A search has its first choices by then, if they are at hand.
    open: () => becomeReady(2),
    release() {
      isReady = false;
      round += 1;
    },
  };
}

const mayEnd = (input: Input): boolean => 'key' in input && /[\r\n\u0004]|^\u001b$/.test(input.key);
