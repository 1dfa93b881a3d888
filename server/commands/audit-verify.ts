import { createReadStream, readFileSync } from 'node:fs';
import { linesOf, type Verification, verifyExport } from '#platform/audit/audit.ts';
import { localCommand } from './command.ts';
import { unreadableFile } from './secret-input.ts';

export const auditVerify = localCommand<Verification>({
  name: 'audit verify',
  says: 'Checks an exported audit log, offline and without trusting the server it came from.',
  declare: (command) =>
    command
      .argument('<file>', 'the exported log')
      .option('--key <vkey>', "the log's verifier key, from somewhere else than the file")
      .option(
        '--checkpoint <file>',
        'a checkpoint that was kept earlier: the log must still begin with what it covers',
      ),
  async runHere({ operands: [file = ''], options }) {
    const { key, checkpoint } = options as { key?: string; checkpoint?: string };
    const olderCheckpoint =
      checkpoint === undefined ? undefined : reading(checkpoint, () => readFileSync(checkpoint, 'utf8'));
    const chunks = createReadStream(file);
    await new Promise((resolve, reject) => {
      chunks.once('open', resolve).once('error', (error) => reject(unreadableFile({ file, why: error.message })));
    });
    return await verifyExport(linesOf(chunks), { vkey: key, olderCheckpoint });
  },
  exitCode: ({ ok }) => (ok ? 0 : 1),
  print: (verdict) => JSON.stringify(verdict, undefined, 2),
});

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadableFile({ file, why: (error as Error).message });
  }
}
