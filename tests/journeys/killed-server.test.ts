import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWindows } from '../browser.ts';
import { fetched, generalChannel, makePlace, PASSWORD, type Server, setUpTeam, signIn, startServer } from './client.ts';
import { openLine } from './line.ts';
import { fieldOf, rowOf, until } from './room.ts';

const line = await openLine();
const windows = await openWindows({ base: line.url, signIn: () => Promise.reject(new Error('By password.')) });

/** Its address is the line's; where it listens it prints. */
const portOf = (server: Server): number => Number(/"port":(\d+)/.exec(server.printed())?.[1]);

test('the server is killed while somebody writes, and every message stands once and in order', async (t) => {
  const place = await makePlace();
  const settings = { WARDROOM_URL: line.url };
  let server = await startServer(place, settings);
  line.lead(portOf(server));
  await setUpTeam(place, 'kestrel');
  const mei = await signIn(server.url, 'kestrel');
  const channel = await generalChannel(server.url, mei);
  const device = await windows.device();
  await device.signIn({ team: 'kestrel', email: 'mei@kestrel.example', password: PASSWORD });
  const page = await device.open(`/t/kestrel/c/${channel}`);
  const field = fieldOf(page);
  await field.waitFor();

  const written: string[] = [];
  const write = async (): Promise<void> => {
    const text = `Word ${written.length + 1} of it.`;
    await field.pressSequentially(text);
    assert.equal(await field.inputValue(), text, 'the field takes every key');
    await field.press('Enter');
    assert.equal(await field.inputValue(), '', 'it was taken over');
    written.push(text);
  };
  for (let n = 0; n < 5; n++) await write();
  const killed = server.stop('SIGKILL');
  for (let n = 0; n < 4; n++) await write();
  assert.equal((await killed).signal, 'SIGKILL');
  line.lead(undefined);
  await page.getByText('No connection.').waitFor();
  await write();
  await field.pressSequentially('Half a sentence');
  await page.getByText('Draft saved on this device').waitFor();

  server = await startServer(place, settings);
  line.lead(portOf(server));
  await page.getByRole('button', { name: 'Try now' }).click();
  const texts = async (): Promise<string[]> => {
    const { messages } = await fetched(server.url, `GET /v1/channels/${channel}/messages`, mei.token);
    return messages.filter(({ note }: { note?: object }) => !note).map(({ text }: { text: string }) => text);
  };
  await until(async () => assert.deepEqual(await texts(), written), 600);
  assert.equal(await field.inputValue(), 'Half a sentence');
  await field.fill('');

  const lost = line.loseAnswer();
  await write();
  await lost;
  await write();
  await until(async () => assert.deepEqual(await texts(), written), 600);
  for (const text of written) await rowOf(page, text).waitFor();
  const shown = async (): Promise<string[]> => {
    const rows = await page.getByRole('article').allTextContents();
    return rows.flatMap((row) => /Word \d+ of it\./.exec(row) ?? []);
  };
  await until(async () => assert.deepEqual(await shown(), written));
  // Nothing is told to be under way any more.
  await until(async () => assert.equal(await page.getByText(/Not sent|Sending/).count(), 0));
  t.diagnostic(`${written.length} messages`);
  await server.stop('SIGTERM');
});
