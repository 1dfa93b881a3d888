import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedAnew, PasskeyTrouble } from './passkeys.ts';

const cut = (): PasskeyTrouble => new PasskeyTrouble(new DOMException('Late.', 'TimeoutError'));

test('a challenge whose time is over is followed by another one, but not for ever', async () => {
  let asked = 0;
  await askedAnew(async () => {
    asked++;
    if (asked < 3) throw cut();
  }, new AbortController().signal);
  assert.equal(asked, 3);
  asked = 0;
  const always = askedAnew(async () => {
    asked++;
    throw cut();
  }, new AbortController().signal);
  await assert.rejects(always, PasskeyTrouble);
  assert.equal(asked, 20);
});

test('what was refused is not asked again, nor is anything once the page is left', async () => {
  let asked = 0;
  const refuse = async (): Promise<void> => {
    asked++;
    throw new PasskeyTrouble(new DOMException('No.', 'NotAllowedError'));
  };
  await assert.rejects(askedAnew(refuse, new AbortController().signal), PasskeyTrouble);
  assert.equal(asked, 1);
  await askedAnew(refuse, AbortSignal.abort());
  assert.equal(asked, 1);
});
