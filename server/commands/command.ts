import type { Command as Commander } from 'commander';
import type { Static, TSchema } from 'typebox';
import type { Config } from '#platform/config.ts';
import type { App } from '#server/main.ts';

/** What was typed after the command's name: options by name, arguments by place. */
export interface Typed {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
}

export interface Means {
  /** A line about how far it has come, for long work. */
  readonly progress: (says: string) => void;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

interface Declared<Result extends object> {
  /** One or two words: `member add`. */
  readonly name: string;
  readonly says: string;
  /** Adds the options and arguments. */
  readonly declare: (command: Commander) => Commander;
  /** What a person reads on success; scripts get the result itself. */
  readonly print: (result: Result) => string;
}

/** A command on the store: carried out by the running server, or here under the lock when none runs. */
export interface StoreCommand<Args extends TSchema = TSchema, Result extends object = object> extends Declared<Result> {
  readonly args: Args;
  /** It may be at work for minutes. */
  readonly isLong?: true;
  /** Turns what was typed into arguments, on the caller's side: files are read here. */
  readonly read: (typed: Typed) => Promise<Static<Args>>;
  readonly run: (app: App, args: Static<Args>, means: Means) => Promise<Result>;
}

/** A command that needs no store, or opens it in its own way. */
export interface LocalCommand<Result extends object = object> extends Declared<Result> {
  readonly runHere: (typed: Typed, means: Means & { readonly config: () => Config }) => Promise<Result>;
  /** The exit code of a result; without it 0. */
  readonly exitCode?: (result: Result) => number;
}

export type Command = StoreCommand | LocalCommand;

/** Declares a command on the store and forgets its types. */
export const storeCommand = <Args extends TSchema, Result extends object>(
  command: StoreCommand<Args, Result>,
): Command => command as unknown as StoreCommand;

export const localCommand = <Result extends object>(command: LocalCommand<Result>): Command =>
  command as unknown as LocalCommand;
