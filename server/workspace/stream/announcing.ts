/** What becomes of a committed fact on the open connections. */
import { type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import type { Hub, PublishedEntry } from '#platform/realtime/realtime.ts';
import type { Fact } from '#platform/work.ts';
import type { Board } from '../presence/presence.ts';
import { groups, keep, type Listener, newsOf } from './listener.ts';

export interface Audience {
  readonly hub: Hub;
  readonly byMember: ReadonlyMap<MemberId, ReadonlySet<Listener>>;
  readonly arriving: ReadonlySet<Listener>;
  readonly board: Board;
  /** Everybody in the team was signed out. */
  readonly signedOut: (team: TeamId, fact: Extract<Fact, { kind: 'team.signed-out' }>) => void;
  /** Somebody left a conversation: whom guests may see has to be judged anew. */
  readonly parted: (team: TeamId, member: MemberId) => void;
}

export function announceFact(audience: Audience, team: TeamId, fact: Fact): void {
  switch (fact.kind) {
    case 'channel.event':
      audience.hub.publish(logName(team, fact.address), entryOf(fact.number, fact.json, fact.ends));
      if (fact.ends) audience.parted(team, fact.ends);
      break;
    case 'membership.began':
      tell(audience, groups.own(fact.member), fact.json);
      for (const listener of audience.byMember.get(fact.member) ?? []) {
        open(audience.hub, listener, { log: logName(team, fact.address), asOf: fact.asOf });
      }
      break;
    case 'channel.listed':
    case 'user-group.changed':
      tell(audience, groups.browsers(team), fact.json);
      break;
    case 'emoji.changed':
      tell(audience, groups.team(team), fact.json);
      break;
    case 'profile-fields.changed':
      tell(audience, groups.team(team), JSON.stringify({ kind: fact.kind }));
      break;
    case 'marker.moved':
    case 'scheduled-message.changed':
    case 'reminder.changed':
    case 'draft.changed':
    case 'notifications.changed':
    case 'notice':
    case 'saved-item.changed':
    case 'sidebar.changed':
    case 'thread.standing':
      tell(audience, groups.own(fact.member), fact.json);
      break;
    case 'windows.told':
      tell(audience, groups.windows(fact.member), fact.json);
      break;
    case 'status.changed':
      tell(audience, groups.own(fact.member), fact.json);
      audience.hub.send(groups.watchers(fact.member), fact.json);
      break;
    case 'presence.chosen':
      tell(audience, groups.own(fact.member), fact.json);
      for (const listener of audience.byMember.get(fact.member) ?? []) listener.choice = fact.choice;
      audience.board.choose(fact.member, fact.choice);
      break;
    case 'member.joined':
    case 'member.changed':
    case 'member.deactivated':
    case 'member.reactivated':
    case 'role.changed':
      tell(audience, groups.browsers(team), memberChanged(fact.member));
      endRights(audience, fact);
      break;
    case 'team.signed-out':
      audience.signedOut(team, fact);
      break;
    default:
      endRights(audience, fact);
  }
}

export const logName = (team: TeamId, address: string): string => `${team}/${address}`;

export const entryOf = (number: number, json: string, ends: MemberId | undefined): PublishedEntry => ({
  number,
  json,
  ends: ends && groups.member(ends),
});

const memberChanged = (member: MemberId): string =>
  JSON.stringify({ kind: 'member.changed', member: publicId('U', member) });

/** Tells the group what has no log; to those who have not been greeted, after that. */
function tell({ hub, arriving }: Audience, group: string, text: string): void {
  hub.send(group, text);
  for (const listener of arriving) {
    if (newsOf(listener.actor).includes(group)) keep(hub, listener, listener.held, text);
  }
}

function open(hub: Hub, listener: Listener, opened: Listener['opened'][number]): void {
  if (listener.state !== 'started') return keep(hub, listener, listener.opened, opened);
  void hub.subscribe(listener.subscriber, opened.log, { after: opened.asOf, asOf: opened.asOf });
}

/** Sign-outs and changed rights reach the open sockets at once. */
function endRights({ hub, byMember }: Audience, fact: Fact): void {
  switch (fact.kind) {
    case 'session.ended':
      hub.close(groups.credential({ session: fact.session }), 'signedOut');
      break;
    case 'token.revoked':
      hub.close(groups.credential({ token: fact.token }), 'signedOut');
      break;
    case 'token.changed':
      hub.close(groups.credential({ token: fact.token }), 'rightsChanged');
      break;
    case 'member.signed-out':
      // Devices only: an API token goes on until it is revoked.
      for (const { actor, subscriber } of byMember.get(fact.member) ?? []) {
        if ('session' in actor.by && actor.by.session !== fact.except) hub.close(subscriber, 'signedOut');
      }
      break;
    case 'member.tokens-revoked':
      for (const { actor, subscriber } of byMember.get(fact.member) ?? []) {
        if ('token' in actor.by) hub.close(subscriber, 'signedOut');
      }
      break;
    case 'second-factor.owed':
    case 'member.deactivated':
      hub.close(groups.member(fact.member), 'signedOut');
      break;
    case 'role.changed':
      hub.close(groups.member(fact.member), 'rightsChanged');
      break;
    default:
      break;
  }
}
