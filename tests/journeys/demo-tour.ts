/** What each route that reads shows of the demo: every GET of the API document is a stop, or left out with a reason. */

import { DESK_PAGES } from '../desk-pages.ts';

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire, for the test to look into
type Wire = any;

/** Where to look, and what of the answer must be there: something, and no empty list. */
interface Stop {
  readonly at: string;
  readonly shows: (body: Wire) => unknown;
}

/** The ids, on the wire, of what the tour leads to. */
export interface Sights {
  readonly workshop: string;
  readonly fairs: string;
  readonly general: string;
  /** The message that waits for the owner, edited since, with a reply. */
  readonly asked: string;
  readonly image: string;
  readonly group: string;
  /** Says of itself that it is away. */
  readonly away: string;
}

export const LEFT_OUT: Readonly<Record<string, string>> = {
  '/v1/health': 'Of the server, not of a team.',
  '/v1/push-key': 'Of the deployment; the test of notices subscribes with it.',
  '/v1/audit/checkpoint': 'Of the deployment’s log; tests/journeys/audit.test.ts verifies it.',
  '/v1/audit/export': 'Lines of the same log; tests/audit-proof.test.ts proves it.',
  '/v1/claims': 'Accounts that came with an import and wait for their people: the demo imports nobody.',
  '/v1/bots/{member}/tokens': 'A secret that nobody asked for would be an open door: the demo makes none.',
  '/v1/sso': 'No provider outside knows these invented people.',
  '/v1/claimed-domains': 'The same.',
  '/v1/sso/policy/preview': 'The same.',
  '/v1/sso/sign-out': 'The same.',
  '/v1/teams/{slug}/sign-in': 'The same.',
  '/v1/teams/{slug}/sso/{provider}/metadata': 'The same.',
  '/v1/teams/{slug}/sso/{provider}/sign-out': 'The same.',
  '/v1/provisioning': 'No directory keeps these invented people.',
  '/scim/v2/Users': 'For a directory alone; server/identity/provisioning/provisioning.test.ts speaks as one.',
  '/scim/v2/Users/{id}': 'The same.',
  '/scim/v2/Groups': 'The same.',
  '/scim/v2/Groups/{id}': 'The same.',
  '/scim/v2/ServiceProviderConfig': 'The same.',
  '/scim/v2/ResourceTypes': 'The same.',
  '/scim/v2/ResourceTypes/{id}': 'The same.',
  '/scim/v2/Schemas': 'The same.',
  '/scim/v2/Schemas/{id}': 'The same.',
  '/scim/v2/Me': 'The same.',
  '/v1/me/tokens': 'A secret that nobody asked for would be an open door: the demo makes none.',
  '/v1/tokens': 'The same.',
  '/v1/token-policy': 'As it is anywhere until a team sets another one.',
  '/v1/me/sessions': 'Begin with signing in, which the demo does for nobody.',
  '/v1/me/second-factors': 'The same.',
  '/v1/second-factor-resets': 'Nobody in the demo signs in, so nobody lost anything.',
  '/v1/me/attempts': 'Begin with signing in, too.',
  '/v1/attempts': 'The same.',
  '/v1/me/attempts/export': 'The same, as a file.',
  '/v1/attempts/export': 'The same.',
  '/v1/me/access-summaries': 'Begin with signing in as well.',
  '/v1/access-summaries': 'The same.',
  '/v1/access-log-policy': 'As it is anywhere until a team sets another one.',
  '/v1/session-policy': 'The same.',
  '/v1/sign-outs': 'Nobody in the demo is signed in who could be signed out.',
  '/v1/members/{member}/sessions': 'The same.',
  '/v1/me/sessions/{session}/disavowal': 'The same.',
  '/v1/join-domains': 'Off until admins list a domain, and nobody gets mail at an invented one.',
  '/v1/members/{member}/picture': 'Nobody is behind these people whose picture could be taken.',
  '/v1/entrance': 'For who is not signed in yet; tests/journeys/entrance.test.ts walks through it.',
  '/v1/sign-ins': 'The cookies of a browser, and the tour has a token.',
  '/v1/channels/{channel}/messages/{ts}/cards/{card}/image':
    'Comes from a stranger’s page, and the demo asks for none.',
  '/v1/desk/roster': 'The demo has nobody at the security desk, and so no case.',
  '/v1/desk/cases': 'The same.',
  '/v1/desk/case-sizes': 'The same.',
  '/v1/desk/response-times': 'The same.',
  '/v1/desk/templates': 'The same.',
  '/v1/desk/cases/{case}/replies': 'The same.',
  '/v1/desk/cases/{case}/alike': 'The same.',
  '/v1/desk/cases/{case}/correspondence': 'The same.',
  '/v1/desk/cases/{case}/sender-keys': 'The same.',
  '/v1/desk/mails': 'The same.',
  '/v1/mail-notices/{token}': 'Out of a mail, and the demo sends none.',
  '/v1/desk/keys': 'Whoever finds the demo must not take it for somebody who reads reports.',
  '/v1/desk/webhooks': 'The demo tells nobody anything.',
  '/v1/desk/policy': 'Whoever finds the demo must not take it for somebody who reads reports.',
  '/v1/desk/policy/versions': 'The same.',
  '/v1/desk/policy/versions/{version}': 'The same.',
  ...Object.fromEntries(DESK_PAGES.map((page) => [page, 'The same.'])),
};

export const tourOf = (to: Sights): Readonly<Record<string, Stop>> => ({
  '/v1/audit': { at: '/v1/audit', shows: ({ entries }) => entries },
  '/v1/desk/weaknesses': { at: '/v1/desk/weaknesses?q=injection', shows: ({ weaknesses }) => weaknesses },
  '/v1/channels': { at: '/v1/channels', shows: ({ channels }) => channels },
  '/v1/channels/{channel}': { at: `/v1/channels/${to.workshop}`, shows: ({ topic }) => topic },
  '/v1/channels/{channel}/bookmarks': {
    at: `/v1/channels/${to.workshop}/bookmarks`,
    shows: ({ bookmarks }) => bookmarks,
  },
  '/v1/channels/{channel}/events': { at: `/v1/channels/${to.fairs}/events?after=0`, shows: ({ events }) => events },
  '/v1/channels/{channel}/members': { at: `/v1/channels/${to.workshop}/members`, shows: ({ members }) => members },
  '/v1/channels/{channel}/messages': {
    at: `/v1/channels/${to.fairs}/messages`,
    shows: ({ messages }) => cards(messages),
  },
  '/v1/channels/{channel}/messages/{ts}': {
    at: `/v1/channels/${to.workshop}/messages/${to.asked}`,
    shows: ({ editedAt }) => editedAt,
  },
  '/v1/channels/{channel}/messages/{ts}/edits': {
    at: `/v1/channels/${to.workshop}/messages/${to.asked}/edits`,
    shows: ({ edits }) => edits,
  },
  '/v1/channels/{channel}/pins': { at: `/v1/channels/${to.general}/pins`, shows: ({ pins }) => pins },
  '/v1/channels/{channel}/threads/{ts}/standing': {
    at: `/v1/channels/${to.workshop}/threads/${to.asked}/standing`,
    shows: ({ unread }) => unread,
  },
  '/v1/emoji': { at: '/v1/emoji', shows: ({ emoji }) => emoji },
  '/v1/emoji/{name}/image': { at: '/v1/emoji/larch-on/image', shows: ({ length }) => length },
  '/v1/files/{file}': { at: `/v1/files/${to.image}`, shows: ({ preview }) => preview },
  '/v1/files/{file}/content': { at: `/v1/files/${to.image}/content`, shows: ({ length }) => length },
  '/v1/files/{file}/preview': { at: `/v1/files/${to.image}/preview`, shows: ({ length }) => length },
  '/v1/files/usage': { at: '/v1/files/usage', shows: (body) => body },
  '/v1/guests': { at: '/v1/guests', shows: ({ guests }) => guests[0].expiresAt },
  '/v1/invitations': { at: '/v1/invitations', shows: ({ invitations }) => invitations },
  '/v1/link-cards': { at: '/v1/link-cards', shows: ({ on }) => on === false },
  '/v1/me': { at: '/v1/me', shows: ({ team }) => /demo/.test(team.name) },
  '/v1/me/channels': { at: '/v1/me/channels', shows: ({ channels }) => channels },
  '/v1/me/drafts': { at: '/v1/me/drafts', shows: ({ drafts }) => drafts },
  '/v1/me/mail-notices': { at: '/v1/me/mail-notices', shows: ({ frequency }) => frequency === 'never' },
  '/v1/me/notifications': { at: '/v1/me/notifications', shows: ({ keywords }) => keywords },
  '/v1/me/reminders': { at: '/v1/me/reminders', shows: ({ reminders }) => reminders },
  '/v1/me/saved-items': { at: '/v1/me/saved-items', shows: ({ items }) => items },
  '/v1/me/scheduled-messages': { at: '/v1/me/scheduled-messages', shows: ({ scheduled }) => scheduled },
  '/v1/me/sidebar': { at: '/v1/me/sidebar', shows: ({ sections }) => sections.length > 2 },
  '/v1/me/standings': { at: '/v1/me/standings', shows: (body) => body },
  '/v1/me/threads': { at: '/v1/me/threads', shows: ({ threads }) => threads },
  '/v1/members': { at: '/v1/members', shows: ({ members }) => members },
  '/v1/members/{member}': { at: `/v1/members/${to.away}`, shows: (body) => /Hanamura/.test(JSON.stringify(body)) },
  '/v1/profile-fields': { at: '/v1/profile-fields', shows: ({ fields }) => fields },
  '/v1/members/{member}/presence': { at: `/v1/members/${to.away}/presence`, shows: ({ status }) => status.text },
  '/v1/search': { at: '/v1/search?q=invented', shows: ({ messages }) => messages },
  '/v1/team': { at: '/v1/team', shows: (body) => /demo/.test(JSON.stringify(body)) },
  '/v1/team/seats': { at: '/v1/team/seats', shows: ({ members }) => members > 20 },
  '/v1/team/channels': { at: '/v1/team/channels', shows: ({ channels }) => channels },
  '/v1/two-factor-policy': { at: '/v1/two-factor-policy', shows: ({ lacking }) => lacking > 20 },
  '/v1/two-factor-policy/lacking': {
    at: '/v1/two-factor-policy/lacking',
    shows: ({ members }) => members.length > 20,
  },
  '/v1/user-groups': { at: '/v1/user-groups', shows: ({ groups }) => groups },
  '/v1/user-groups/{group}': { at: `/v1/user-groups/${to.group}`, shows: ({ handle }) => handle === 'night-shift' },
  '/v1/user-groups/{group}/members': { at: `/v1/user-groups/${to.group}/members`, shows: ({ members }) => members },
  '/v1/workspace/settings': { at: '/v1/workspace/settings', shows: ({ userGroupsBy }) => userGroupsBy === 'members' },
});

const cards = (messages: readonly Wire[]): Wire[] => messages.flatMap(({ cards: shown }) => shown ?? []);
