import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import type { FileId } from '#contract/ids.ts';
import type { Actor } from '#identity/access/access.ts';
import { openBlobs } from '#platform/blobs/blobs.ts';
import { systemRandom } from '#platform/random.ts';
import { createUploads, deleteFile, describeFile } from '../files/files.ts';
import { deleteMessage, editMessage } from '../messages/messages.ts';
import { pinMessage, unpinMessage } from '../pins/pins.ts';
import { react } from '../reactions/reactions.ts';
import { removeSaved, saveItem } from '../saved-items/saved-items.ts';
import { findTexts } from '../testing/search.ts';
import { openTestWorkspace, placeOf, type TestTeam } from '../testing/testing.ts';
import { createGroup } from '../user-groups/user-groups.ts';
import { search } from './search.ts';

const workspace = await openTestWorkspace();
const folder = mkdtempSync(join(tmpdir(), 'wardroom-search-'));
after(() => rmSync(folder, { recursive: true }));
const blobs = await openBlobs({ dataFolder: folder, s3: undefined }, systemRandom);
const uploads = createUploads(workspace.units, blobs);

async function upload(by: Actor, name: string, content: string | Buffer): Promise<FileId> {
  const bytes = Buffer.from(content);
  const { file } = await uploads.begin(by, { bytes: bytes.length, name });
  await uploads.receive(by, file, { offset: 0, length: bytes.length, checksum: undefined }, Readable.from([bytes]));
  return file;
}
/** As the job does that looks at uploads. */
const indexText = (team: TestTeam, file: FileId, text: string, type = 'text/plain') =>
  team.run((work) => describeFile(work, file, { v: 1, type }, undefined, text));

test('messages are found by the names of their files and by what their text files say', async () => {
  const team = await workspace.team();
  const by = team.owner;
  const before = await upload(by, 'runbook.md', 'Rotate the signing keys at dawn.');
  await indexText(team, before, 'Rotate the signing keys at dawn.');
  const indexedFirst = await team.post(by, team.general, 'first', { files: [before] });
  const later = await upload(by, 'notes.txt', 'keys of the harbour');
  const indexedLater = await team.post(by, team.general, 'second', { files: [later] });
  assert.deepEqual(await findTexts(team, by, 'harbour'), []);
  await indexText(team, later, 'keys of the harbour');
  await indexText(team, later, 'looked at again');
  assert.deepEqual(await findTexts(team, by, 'harbour'), ['second']);
  assert.deepEqual(await findTexts(team, by, 'keys'), ['second', 'first']);
  assert.deepEqual(await findTexts(team, by, '"signing keys" first runbook.md', 'relevant'), ['first']);
  assert.deepEqual(await findTexts(team, by, 'keys -harbour'), ['first']);
  assert.deepEqual(await findTexts(team, await team.person('guest'), 'keys'), []);

  await team.run((work) => editMessage(work, by, team.general, placeOf(indexedFirst), 'renamed'));
  assert.deepEqual(await findTexts(team, by, 'dawn renamed'), ['renamed']);
  await team.run((work) => deleteFile(work, by, before));
  assert.deepEqual(await findTexts(team, by, 'dawn'), []);
  assert.deepEqual(await findTexts(team, by, 'runbook.md'), []);
  assert.deepEqual(await findTexts(team, by, 'renamed'), ['renamed']);
  await team.run((work) => deleteMessage(work, by, team.general, placeOf(indexedLater)));
  assert.deepEqual(await findTexts(team, by, 'harbour'), []);
});

test('what a text file says is sealed, and gone with the file', async () => {
  const team = await workspace.team();
  const file = await upload(team.owner, 'a.txt', 'xylocarp');
  await indexText(team, file, 'xylocarp');
  const texts = () =>
    team.run(async (work) => {
      const rows = await work.sql.selectFrom('files').select('text').where('id', '=', file).execute();
      return rows.map(({ text }) => text?.toString('latin1'));
    });
  const [sealed] = await texts();
  assert.ok(sealed && sealed.length > 'xylocarp'.length && !sealed.includes('xylocarp'));
  await team.run((work) => deleteFile(work, team.owner, file));
  assert.deepEqual(await texts(), []);
  await indexText(team, file, 'xylocarp');
  assert.deepEqual(await texts(), []);
});

test('has:file and type: find by what a file is, and by its name while that is not known', async () => {
  const team = await workspace.team();
  const by = team.owner;
  const [report, photo] = [await upload(by, 'report.PDF', 'x'), await upload(by, 'photo.jpeg', 'x')];
  const lying = await upload(by, 'innocent.pdf', 'x');
  await team.run((work) => describeFile(work, lying, { v: 1, type: 'image/png' }, undefined));
  await team.post(by, team.general, 'report', { files: [report] });
  await team.post(by, team.general, 'photo', { files: [photo] });
  await team.post(by, team.general, 'lying', { files: [lying] });
  await team.post(by, team.general, 'plain');
  assert.deepEqual(await findTexts(team, by, 'has:file'), ['lying', 'photo', 'report']);
  assert.deepEqual(await findTexts(team, by, '-has:file'), ['plain']);
  assert.deepEqual(await findTexts(team, by, 'type:pdf'), ['report']);
  assert.deepEqual(await findTexts(team, by, 'type:image'), ['lying', 'photo']);
  assert.deepEqual(await findTexts(team, by, 'type:image/png'), ['lying']);
  assert.deepEqual(await findTexts(team, by, 'type:.jpeg type:pdf'), ['photo', 'report']);
  assert.deepEqual(await findTexts(team, by, 'has:file -type:image'), ['report']);
  assert.deepEqual(await findTexts(team, by, 'type:constructor'), []);
  const [table, letter] = [await upload(by, 'table.csv', 'a,b'), await upload(by, 'letter.docx', 'PK\x03\x04')];
  await indexText(team, table, 'a,b');
  await indexText(team, letter, '', 'application/zip');
  await team.post(by, team.general, 'table', { files: [table] });
  await team.post(by, team.general, 'letter', { files: [letter] });
  assert.deepEqual(await findTexts(team, by, 'type:text'), ['table']);
  assert.deepEqual(await findTexts(team, by, 'type:spreadsheet type:document'), ['letter', 'table']);
  assert.deepEqual(await findTexts(team, by, 'type:archive'), []);
});

test('is:pinned and is:saved find what is kept: by anybody in the channel, by oneself', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const by = team.owner;
  const [one, two] = [await team.post(by, team.general, 'needle one'), await team.post(by, team.general, 'needle two')];
  await team.post(by, team.general, 'needle three');
  await team.run((work) => pinMessage(work, by, team.general, placeOf(one)));
  await team.run((work) => saveItem(work, by, team.general, placeOf(one), undefined));
  await team.run((work) => saveItem(work, by, team.general, placeOf(two), undefined));
  assert.deepEqual(await findTexts(team, ada, 'needle is:pinned'), ['needle one']);
  assert.deepEqual(await findTexts(team, by, 'is:saved'), ['needle two', 'needle one']);
  assert.deepEqual(await findTexts(team, by, 'is:saved is:pinned'), ['needle one']);
  assert.deepEqual(await findTexts(team, by, 'needle is:saved -is:pinned'), ['needle two']);
  assert.deepEqual(await findTexts(team, by, 'needle -is:saved'), ['needle three']);
  assert.deepEqual(await findTexts(team, by, 'is:saved nowhere'), []);
  assert.deepEqual(await findTexts(team, ada, 'is:saved'), []);
  await team.run((work) => unpinMessage(work, by, team.general, placeOf(one)));
  await team.run((work) => removeSaved(work, by, team.general, placeOf(one)));
  assert.deepEqual(await findTexts(team, by, 'is:pinned'), []);
  assert.deepEqual(await findTexts(team, by, 'is:saved'), ['needle two']);
});

test('mentions: finds user groups by short name and id', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const group = await team.run((work) =>
    createGroup(work, team.owner, { handle: 'on-call', name: 'On call', members: [ada.member], channels: [] }),
  );
  const text = `needle for <!subteam^${group.id}>`;
  await team.post(team.owner, team.general, text);
  await team.post(team.owner, team.general, 'needle for nobody');
  for (const who of ['on-call', '@On-Call', group.id, `<!subteam^${group.id}>`]) {
    assert.deepEqual(await findTexts(team, ada, `mentions:${who}`), [text], who);
  }
  assert.deepEqual(await findTexts(team, ada, 'needle -mentions:on-call'), ['needle for nobody']);
  assert.deepEqual(await findTexts(team, ada, 'mentions:elsewhere'), []);
});

test('emoji are found where somebody reacted with them or wrote them, with all other filters', async () => {
  const team = await workspace.team();
  const ada = await team.person();
  const said = async (text: string, ...emoji: string[]) => {
    const message = await team.post(ada, team.general, text);
    for (const one of emoji)
      for (const by of [ada, team.owner])
        await team.run((work) => react(work, by, team.general, placeOf(message), one));
    return message;
  };
  await said('the ship sails', 'tada');
  await said('the ship sails :tada: at last');
  await said('waving', 'wave::skin-tone-3');
  const both = await said('the ship of both', 'tada', 'wave');
  await said('tada, without colons', 'eyes');
  const other = await team.channel(ada);
  await team.post(ada, other, 'elsewhere :tada:');
  assert.deepEqual(await findTexts(team, team.owner, 'has::tada: in:general'), [
    'the ship of both',
    'the ship sails :tada: at last',
    'the ship sails',
  ]);
  assert.deepEqual(await findTexts(team, team.owner, 'has::tada: sails'), [
    'the ship sails :tada: at last',
    'the ship sails',
  ]);
  assert.deepEqual(await findTexts(team, team.owner, 'has::tada: has:reaction sails'), ['the ship sails']);
  assert.deepEqual(await findTexts(team, team.owner, 'has::tada: -has:reaction'), [
    'elsewhere :tada:',
    'the ship sails :tada: at last',
  ]);
  assert.deepEqual(await findTexts(team, team.owner, 'has::tada: has::wave:'), ['the ship of both']);
  assert.deepEqual(await findTexts(team, team.owner, 'has::wave:'), ['the ship of both', 'waving']);
  assert.deepEqual(await findTexts(team, team.owner, 'has::wave::skin-tone-3:'), ['waving']);
  assert.deepEqual(await findTexts(team, team.owner, 'ship -has::wave: -has::eyes:'), [
    'the ship sails :tada: at last',
    'the ship sails',
  ]);
  assert.deepEqual(await findTexts(team, team.owner, 'has::rocket:'), []);
  await team.run((work) => deleteMessage(work, ada, team.general, placeOf(both)));
  assert.deepEqual(await findTexts(team, team.owner, 'has::wave:'), ['waving']);
});

test('many who reacted alike are one message, and pages neither repeat nor skip', async () => {
  const team = await workspace.team();
  const people = [team.owner, await team.person(), await team.person()];
  const texts: string[] = [];
  for (let n = 0; n < 7; n++) {
    const message = await team.post(team.owner, team.general, n % 2 === 0 ? `number ${n}` : `number ${n} :ship:`);
    texts.unshift(message.text);
    for (const one of n % 3 === 0 || n % 2 === 0 ? people : [])
      await team.run((work) => react(work, one, team.general, placeOf(message), 'ship'));
  }
  const seen: string[] = [];
  let before: Awaited<ReturnType<typeof search>>['next'];
  do {
    const page = await team.run((work) => search(work, team.owner, 'has::ship:', { before, limit: 2 }));
    seen.push(...page.messages.map(({ text }) => text));
    before = page.next;
    assert.ok(seen.length <= texts.length, 'the pages come to an end');
  } while (before);
  assert.deepEqual(seen, texts);
});

test('files are found by names with marks, composed or not, and by their transcription', async () => {
  const team = await workspace.team();
  const by = team.owner;
  const names = ['U\u0308bersicht Straße.txt', 'Åre résume\u0301.txt', 'ह\u093fन\u094dद\u0940.txt'];
  for (const [at, name] of names.entries())
    await team.post(by, team.general, `file ${at}`, { files: [await upload(by, name, 'x')] });
  for (const typed of ['Übersicht', 'U\u0308bersicht', 'Uebersicht', 'ubersicht', 'strasse', 'Uebersi*'])
    assert.deepEqual(await findTexts(team, by, typed), ['file 0'], typed);
  for (const typed of ['résumé', 'resume', 'Aare', 'Åre', 'A\u030are'])
    assert.deepEqual(await findTexts(team, by, typed), ['file 1'], typed);
  assert.deepEqual(await findTexts(team, by, 'हिन्दी'), ['file 2']);
});

test('whoever writes with umlauts finds who spells them out, and the other way round', async () => {
  const team = await workspace.team();
  for (const text of ['Herr Müller', 'Herr Mueller', 'Herr Muller']) await team.post(team.owner, team.general, text);
  const all = ['Herr Muller', 'Herr Mueller', 'Herr Müller'];
  assert.deepEqual(await findTexts(team, team.owner, 'Müller'), all);
  assert.deepEqual(await findTexts(team, team.owner, 'Mueller'), ['Herr Mueller', 'Herr Müller']);
  assert.deepEqual(await findTexts(team, team.owner, 'Muller'), ['Herr Muller', 'Herr Müller']);
  assert.deepEqual((await findTexts(team, team.owner, 'Müller', 'relevant'))[0], 'Herr Müller');
});
