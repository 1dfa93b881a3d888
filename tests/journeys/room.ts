/** Two people in the general channel of their team, for journeys in real windows. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import type { TestApp, TestMember, TestTeam } from '../app.ts';

export interface Room {
  readonly app: TestApp;
  readonly team: TestTeam;
  readonly owner: TestMember;
  readonly other: TestMember;
  readonly channel: string;
  /** The address of its conversation. */
  readonly path: string;
}

export async function makeRoom(app: TestApp): Promise<Room> {
  const team = await app.createTestTeam();
  const other = await app.addTestMember(team);
  const { channels } = (await app.call(team.owner.token).get('/v1/me/channels')).body;
  const { id } = channels.find((one: { channel: { general: boolean } }) => one.channel.general).channel;
  return { app, team, owner: team.owner, other, channel: id, path: `/t/${team.slug}/c/${id}` };
}

/** Posts as somebody, a second after the last; gives the ts. */
export async function say({ app, channel }: Room, by: TestMember, text: string, more: object = {}): Promise<string> {
  app.clock.advance(1_000);
  const body = { clientId: randomUUID(), text, ...more };
  const answer = await app.call(by.token).post(`/v1/channels/${channel}/messages`, body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.ts;
}

/** "Line 1." and so on, of different heights; gives their ts. */
export async function fill(room: Room, by: TestMember, count: number): Promise<string[]> {
  const all: string[] = [];
  for (let n = 1; n <= count; n++) all.push(await say(room, by, `Line ${n}. ${'More of it. '.repeat((n % 7) * 3)}`));
  return all;
}

/** What the server has of the room's messages, the newest last. */
export async function textsIn({ app, owner, channel }: Room): Promise<string[]> {
  const { body } = await app.call(owner.token).get(`/v1/channels/${channel}/messages`);
  return body.messages.filter(({ note }: { note?: object }) => !note).map(({ text }: { text: string }) => text);
}

export const rowOf = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text });
export const fieldOf = (page: Page): Locator => page.getByRole('textbox', { name: /^Message / });
export const listOf = (page: Page): Locator => page.getByRole('region', { name: /^Messages in/ });

/** Looks until it holds, ten times a second; the last failure is told. */
export async function until(holds: () => Promise<void>, triesMost = 200): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await holds();
    } catch (fault) {
      if (tries === triesMost) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
