/** The command line. Exit codes: 0 done, 1 refused, 2 wrong usage or settings, 69 unavailable, 70 a fault of ours. */
import { Command as Commander, CommanderError } from 'commander';
import Value from 'typebox/value';
import { readConfig } from '#platform/config.ts';
import { Problem, problem } from '#platform/problem.ts';
import { SecretFileRefused } from '#platform/secret-file.ts';
import type { Command, Means, Typed } from './commands/command.ts';
import { commands } from './commands/command-list.ts';
import { execute } from './commands/execution.ts';

const wrongArguments = problem<{ errors: string[] }>(
  'cli/wrong-arguments',
  400,
  "The command does not take these values. 'wardroom help' shows what it expects.",
);

const EXIT = { refused: 1, usage: 2, unavailable: 69, fault: 70 } as const;

async function main(argv: readonly string[]): Promise<number> {
  // Whatever this process makes is for its own user alone.
  process.umask(0o077);
  let exitCode = 0;
  const program = new Commander('wardroom')
    .description('A team workspace whose security can be checked by people who do not trust the operator.')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  for (const command of commands) add(program, command, (code) => (exitCode = code));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    throw error;
  }
}

function add(program: Commander, command: Command, exit: (code: number) => void): void {
  const words = command.name.split(' ');
  let parent = program;
  for (const group of words.slice(0, -1)) {
    parent = parent.commands.find((known) => known.name() === group) ?? parent.command(group).exitOverride();
  }
  command
    .declare(
      parent
        .command(words.at(-1) ?? '')
        .description(command.says)
        .exitOverride(),
    )
    .option('--json', 'print the result, or the refusal, as JSON')
    .action(async (...given: unknown[]) => {
      const commander = given.at(-1) as Commander;
      exit(await carryOut(command, { options: commander.opts(), operands: commander.args }));
    });
}

async function carryOut(command: Command, typed: Typed): Promise<number> {
  const isJson = typed.options.json === true;
  const means: Means = {
    progress: (says) => (isJson ? undefined : console.error(`… ${says}`)),
    signal: new AbortController().signal,
  };
  try {
    const result = await resultOf(command, typed, means);
    const text = isJson ? JSON.stringify(result) : command.print(result);
    if (text !== '') console.log(text);
    return 'exitCode' in command ? (command.exitCode?.(result) ?? 0) : 0;
  } catch (error) {
    report(error, isJson);
    return exitCodeOf(error);
  }
}

async function resultOf(command: Command, typed: Typed, means: Means): Promise<object> {
  const config = () => readConfig(process.env);
  if ('runHere' in command) return await command.runHere(typed, { ...means, config });
  const args = await command.read(typed);
  if (!Value.Check(command.args, args)) {
    const errors = Value.Errors(command.args, args).map(
      ({ instancePath, message }) => `${instancePath.slice(1)} ${message}`,
    );
    throw wrongArguments({ errors });
  }
  return await execute(config(), command, args as object, means);
}

/** Title, details, and what to do, which the title says; a stack only for who asked for it. */
function report(error: unknown, isJson: boolean): void {
  if (error instanceof Problem) {
    const { code, title, detail } = error as Problem;
    if (isJson) console.error(JSON.stringify({ problem: { type: `urn:wardroom:problem:${code}`, title, ...detail } }));
    else
      console.error([title, ...Object.entries(detail).map(([name, value]) => `  ${name}: ${shown(value)}`)].join('\n'));
  } else {
    const message = error instanceof Error ? error.message : String(error);
    const advice = error instanceof SecretFileRefused ? '' : ' Set WARDROOM_LOG=debug to see where.';
    console.error(isJson ? JSON.stringify({ problem: { title: message } }) : `${message}${advice}`);
  }
  if (process.env.WARDROOM_LOG === 'debug') console.error(error);
}

const shown = (value: unknown): string => (Array.isArray(value) ? value.join('; ') : String(value));

function exitCodeOf(error: unknown): number {
  if (error instanceof SecretFileRefused) return EXIT.refused;
  if (!(error instanceof Problem) || error.code === 'control/failed') return EXIT.fault;
  if (error.status === 503 || error.code === 'database/locked') return EXIT.unavailable;
  return /^(cli\/(wrong-arguments|more-needed|one-log|whom-to-invite|not-by-invitation)|config\/)/.test(error.code)
    ? EXIT.usage
    : EXIT.refused;
}

// Ends also what a lost store left open.
process.exit(await main(process.argv.slice(2)));
