/** One thing to choose. `name` may hold anything a server sent: it is cleaned before it is shown. */
export interface Choice {
  value: string;
  name: string;
  /** An id to show in full after the name. Without it, `value` is shown if two choices look alike. */
  id?: string;
  /** Whether it is taken only by an Enter that comes after it shows. */
  isDeliberate?: boolean;
}

/** Asks a person, on stderr. Each question returns the answer, or undefined when the user goes back with Esc. */
export interface Prompter {
  /**
   * `check` gives what is wrong with the text, or undefined. `initial` stands in the line, to be edited; what nobody
   * edited comes back as it was, however it had to be shown. `preview` gives what a text means, shown while typing;
   * undefined where there is nothing to say. `answer` is what the answered question shows, if not the text itself.
   */
  text(ask: {
    message: string;
    initial?: string | undefined;
    check(text: string): string | undefined;
    preview?: ((text: string) => string | undefined) | undefined;
    answer?: ((text: string) => string | undefined) | undefined;
  }): Promise<string | undefined>;
  /** A text of any number of lines: in the user's editor, on a screen. Blank is none. */
  longText(ask: {
    message: string;
    initial?: string | undefined;
    check?(text: string): string | undefined;
  }): Promise<string | undefined>;
  /** A line that is not shown. */
  secret(ask: { message: string; check(text: string): string | undefined }): Promise<string | undefined>;
  /**
   * Yes or no; `initial` is what Enter alone means. `answers` says afterwards what was chosen. It is final: a key that was
   * pressed before the question shows does not count.
   */
  confirm(ask: {
    message: string;
    initial?: boolean;
    answers?: readonly [no: string, yes: string];
  }): Promise<boolean | undefined>;
  /** One of a few things. To a `final` question only what is typed once it shows counts. */
  choose(ask: {
    message: string;
    choices: readonly Choice[];
    initial?: string | undefined;
    final?: boolean | undefined;
  }): Promise<string | undefined>;
  /** Any number of a few things, as their values in the order of the list. */
  several(ask: {
    message: string;
    choices: readonly Choice[];
    initial: readonly string[];
    required?: boolean;
  }): Promise<readonly string[] | undefined>;
  /**
   * Choices looked up while typing; a look-up that is overtaken is aborted, and its answer never shown. `source` gets
   * `initial` as it was until somebody edits it.
   */
  search(ask: {
    message: string;
    initial?: string | undefined;
    source(text: string, signal: AbortSignal): Promise<{ choices: readonly Choice[]; more: boolean }>;
  }): Promise<string | undefined>;
  /** Text between the questions, or above the one that is open. */
  note(text: string): Promise<void>;
  /** An answer of an earlier time, as a question that is answered shows it. */
  showAnswer(message: string, answer: string): Promise<void>;
  /** Waits until a key is pressed after this shows. */
  waitForKey(message: string): Promise<void>;
  /** What is written from now on belongs to the step of this depth. */
  markStep(depth: number): void;
  /** Takes from the screen what belongs to this step and to deeper ones, where what is written can be taken back. */
  eraseSteps(depth: number): void;
  /** Whether a question is open. */
  isAsking(): boolean;
  close(): void;
}
