import assert from 'node:assert/strict';
import { test } from 'node:test';
import { likenesses } from './likeness.ts';

const words = (title: string, text = '') => ({ title, text });

test('the same words are 1, others 0, and rare words count more than common ones', () => {
  const one = words('Guests read drafts', 'A guest opens the drafts of others through search');
  const [same = 0, none = 1, near = 0, far = 1] = likenesses(one, [
    one,
    words('Überlauf im Zähler', 'Ein Zähler läuft über'),
    words('Drafts are readable by a guest', 'Through search'),
    words('Images are slow', 'the of others through'),
  ]);
  assert.ok(Math.abs(same - 1) < 1e-9, String(same));
  assert.equal(none, 0);
  assert.ok(near > 2 * far && near > 0.25, `${near} and ${far}`);
});

test('texts without a word are like nothing, not even each other', () => {
  assert.deepEqual(likenesses(words('', '.'), [words(''), words('word')]), [0, 0]);
  assert.deepEqual(likenesses(words('word'), []), []);
});

test('a very long text is read in bounded time', () => {
  const long = words('Long', 'alpha beta gamma '.repeat(100_000));
  assert.ok((likenesses(long, [long])[0] ?? 0) > 0.99);
});
