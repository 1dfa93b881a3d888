import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createAnnouncer } from './announce.ts';

function listen() {
  mock.timers.enable({ apis: ['setTimeout'] });
  const heard: string[] = [];
  const standing = new Set<string>();
  const region = (text: string) => {
    heard.push(text);
    standing.add(text);
    return () => void standing.delete(text);
  };
  const loud: string[] = [];
  const announcer = createAnnouncer(region, (text) => {
    loud.push(text);
    return () => undefined;
  });
  const post = (count: number) => {
    for (let at = 1; at <= count; at++) {
      announcer.announce({
        text: `Mei: ${at}`,
        many: { kind: 'C1', text: (more) => `${more} more messages in incident-room` },
      });
    }
  };
  return { announcer, heard, loud, standing, post, [Symbol.dispose]: () => mock.timers.reset() };
}

test('one message is told as it comes, and its text goes after five seconds', () => {
  using here = listen();
  here.post(1);
  assert.deepEqual(here.heard, ['Mei: 1']);
  mock.timers.tick(4999);
  assert.equal(here.standing.size, 1);
  mock.timers.tick(1);
  assert.equal(here.standing.size, 0);
});

test('of fifty at once three are told and the others counted', () => {
  using here = listen();
  here.post(50);
  mock.timers.tick(2000);
  assert.deepEqual(here.heard, ['Mei: 1', 'Mei: 2', 'Mei: 3', '47 more messages in incident-room']);
});

test('after two seconds they are told singly again', () => {
  using here = listen();
  here.post(4);
  mock.timers.tick(2000);
  here.post(1);
  assert.deepEqual(here.heard.slice(3), ['1 more messages in incident-room', 'Mei: 1']);
});

test('the same words twice are told twice, long ones are cut, alarms go to the other region', () => {
  using here = listen();
  here.announcer.announce('Saved.');
  here.announcer.announce('Saved.');
  here.announcer.announce('x'.repeat(200));
  here.announcer.alarm('Not sent.');
  assert.deepEqual(here.heard.slice(0, 2), ['Saved.', 'Saved.']);
  assert.equal(here.heard[2]?.length, 140);
  assert.deepEqual(here.loud, ['Not sent.']);
});
