import { readFileSync } from 'node:fs';
import { publicId } from '#contract/ids.ts';
import { isApiToken, isWholeToken, readBearer } from '#identity/bearer.ts';
import { localCommand } from './command.ts';
import { unreadableFile } from './secret-input.ts';

const KINDS = { token: 'personal', 'bot-token': 'bot', 'app-token': 'app' } as const;

/** Needs neither store nor network: what a scanner for secrets asks about a text that it found. */
export const tokenCheck = localCommand({
  name: 'token check',
  says: 'Tells whether the text in a file has the form and the checksum of an API token; asks nobody.',
  declare: (command) => command.argument('<file>', 'the file, or - for standard input; its first line is looked at'),
  runHere: async ({ operands: [file = '-'] }) => checkText(firstLine(file)),
  print({ isToken, kind, team, hasChecksum }) {
    if (!isToken) return 'No API token: the form or the checksum is wrong.';
    const checksum = hasChecksum ? 'the checksum is right' : 'it is of the old form, without a checksum';
    return `An API token (${kind}) of team ${team}: ${checksum}.`;
  },
  exitCode: ({ isToken }) => (isToken ? 0 : 1),
});

interface Checked {
  readonly isToken: boolean;
  readonly kind?: string;
  readonly team?: string;
  readonly hasChecksum?: boolean;
}

function checkText(text: string): Checked {
  const bearer = readBearer(text);
  if (!bearer || !isApiToken(bearer.kind)) return { isToken: false };
  const team = publicId('T', bearer.team);
  return { isToken: true, kind: KINDS[bearer.kind], team, hasChecksum: isWholeToken(text) };
}

function firstLine(file: string): string {
  try {
    return (
      readFileSync(file === '-' ? 0 : file, 'utf8')
        .split(/\r?\n/, 1)[0]
        ?.trim() ?? ''
    );
  } catch (error) {
    throw unreadableFile({ file, why: (error as Error).message });
  }
}
