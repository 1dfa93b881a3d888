/** The entries of the log in words. Kinds are named so that many read by themselves: `channel.archived`. */

/** Where what the rule makes of a kind would not tell enough. */
const words: Readonly<Record<string, string>> = {
  'access-log.retention-set': 'How long the access log is kept set',
  'authenticator.begun': 'Authenticator app begun, not confirmed yet',
  'channel.changed': 'Channel’s name, topic or purpose changed',
  'channel.member-added': 'Somebody brought into a channel',
  'channel.member-removed': 'Somebody removed from a channel',
  'channel.unarchived': 'Channel brought back',
  'claim.opened': 'Link to an imported account made',
  'claim.revoked': 'Link to an imported account withdrawn',
  'claims.by-operator': 'Links to imported accounts made at the server',
  'conversation.opened': 'Direct conversation opened',
  'deployment-key.rotated': 'Key of the server replaced',
  'desk-case.alarmed': 'Alarm given in a case of the security desk',
  'desk-case.changed': 'Something changed in a case of the security desk',
  'desk-case.link-asked': 'Reporter asked for a link to a case of the security desk',
  'desk-case.reporter-came-back': 'Reporter came back to a case of the security desk',
  'desk-case.reporter-left': 'Reporter signed out of a case of the security desk',
  'desk-key.made': 'Key of the security desk made',
  'desk-key.revoked': 'Key of the security desk revoked',
  'desk-key.rotated': 'Key of the security desk replaced',
  'desk-letter.sent-again': 'Letter of the security desk sent once more',
  'desk-mail.decided': 'Mail to the security desk filed by a person',
  'desk-mail.held': 'Mail to the security desk held for a person',
  'desk-mail.opened': 'Held mail to the security desk looked at',
  'desk-mail.put-away': 'Mail to the security desk put away',
  'desk-mail.received': 'Mail to the security desk received',
  'desk-policy.published': 'Policy of the security desk published',
  'desk-report.imported': 'Report from elsewhere made a case of the security desk',
  'desk-roster.changed': 'Who works at the security desk changed',
  'desk-sender-key.changed': 'Another key came for somebody who writes to the security desk',
  'desk-sender-key.confirmed': 'Key of somebody who writes to the security desk confirmed',
  'desk-sender-key.refused': 'Key of somebody who writes to the security desk refused',
  'desk-sender-key.written': 'Key of somebody who writes to the security desk written down',
  'desk-security-text.written': 'Contact text of the security desk written anew',
  'desk-templates.set': 'Saved replies of the security desk changed',
  'desk-webhook.given-up': 'Webhook of the security desk switched off, because nobody took its messages',
  'desk-webhook.made': 'Webhook of the security desk made',
  'desk-webhook.removed': 'Webhook of the security desk removed',
  'desk-webhook.switched-off': 'Webhook of the security desk switched off',
  'desk-webhook.switched-on': 'Webhook of the security desk switched on',
  'desk-webhook.tried': 'Webhook of the security desk tried',
  'domain.claimed': 'Mail domain claimed',
  'domain.code-mailed': 'Code sent to prove a mail domain',
  'domain.given-up': 'Mail domain given up',
  'domain.proven': 'Mail domain proven',
  'email-change.asked': 'Change of an e-mail address asked for',
  'emoji.rules-changed': 'Who may add emoji changed',
  'file.expired': 'File deleted, because no message carried it',
  'files.allowance-set': 'Space for files set',
  'guest.expiry-cleared': 'End of a guest’s account taken away',
  'guest.expiry-set': 'End of a guest’s account set',
  'invitation.by-operator': 'Invitation made at the server',
  'join-domain.added': 'Mail domain that may join added',
  'join-domain.removed': 'Mail domain that may join removed',
  'join-link.made': 'Link for joining mailed',
  'link-cards.added': 'Card of a link added',
  'link-cards.removed': 'Card of a link removed',
  'mail-notices.chosen': 'How often mail comes chosen',
  'member.picture-removed': 'Picture removed',
  'member.picture-set': 'Picture set',
  'member.signed-out': 'Member signed out everywhere',
  'member.tokens-revoked': 'Tokens of a member revoked',
  'member.claimed': 'Imported account taken over by its person',
  'member.matched': 'Imported account matched with a member',
  'member.email-changed': 'E-mail address changed',
  'member.profile-changed': 'Profile changed',
  'member.time-zone-changed': 'Time zone changed',
  'ownership.transferred': 'Ownership handed over',
  'password.reset': 'Password chosen anew by a link',
  'password-reset.by-operator': 'Link for a new password made at the server',
  'password-reset.opened': 'Link for a new password made',
  'push.subscribed': 'Notifications turned on for a device',
  'push.unsubscribed': 'Notifications turned off for a device',
  'provisioning.credential-added': 'Token for the directory made',
  'provisioning.credential-removed': 'Token of the directory removed',
  'provisioning.group-added': 'Group brought by the directory',
  'provisioning.group-changed': 'Group changed by the directory',
  'provisioning.group-members-changed': 'Members of a group changed by the directory',
  'provisioning.group-removed': 'Group removed by the directory',
  'provisioning.group-role-set': 'Role given by a group of the directory set',
  'provisioning.set': 'What new accounts of the directory are set',
  'provisioning.used': 'Read by the directory',
  'provisioning.user-changed': 'Account changed by the directory',
  'provisioning.user-linked': 'Account taken over by the directory',
  'provisioning.user-removed': 'Account removed by the directory',
  'recovery-codes.confirmed': 'Recovery codes kept, and one typed back',
  'reminder.came': 'Reminder came due',
  'reminder.done': 'Reminder ticked off',
  'second-factor.reset-begun': 'Removal of second factors begun',
  'second-factor.reset-stopped': 'Removal of second factors stopped',
  'second-factor.reset-void': 'Removal of second factors void',
  'second-factor.reset': 'Second factors removed',
  'session.disavowed': 'Device disowned: “That was not me”',
  'session.factor-proven': 'Second factor proven',
  'session.proven': 'Proved once more who it is',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'sessions.ended': 'Signed out on several devices',
  'sessions.ended-by-means': 'Sessions ended by the policy of the team',
  'sessions.limited': 'How long devices stay signed in set',
  'sso.bypassed': 'Signed in past single sign-on',
  'sso.key-added': 'Our certificate for single sign-on added',
  'sso.key-removed': 'Our certificate for single sign-on removed',
  'sso.linked': 'Account tied to one of a provider',
  'sso.test-begun': 'Test of a provider begun',
  'sso.tested': 'Provider tested',
  'sso.unlinked': 'Account not tied to one of a provider any more',
  'team.signed-out': 'Everybody signed out',
  'status.cleared': 'Status taken away',
  'status.set': 'Status set',
  'team.house-named': 'Team named whose security pages are the server’s',
  'team.quota-set': 'Space of the team set at the server',
  'tokens.limited': 'Rules for API tokens set',
  'tokens.revoked': 'All tokens of a member revoked',
  'two-factor.not-required': 'Second factors not required any more',
  'two-factor.required': 'Second factors required',
  'upload.abandoned': 'Upload given up',
  'upload.begun': 'Upload begun',
  'workspace.settings-changed': 'Settings of the team changed',
};

const spelled: Readonly<Record<string, string>> = {
  sso: 'single sign-on',
  saml: 'SAML',
  scim: 'SCIM',
  api: 'API',
  'by-operator': 'by the operator',
};
const spell = (word: string): string => spelled[word] ?? word.replaceAll('-', ' ');

/** What reads by itself, as a thing and what became of it; `hasWords` knows no other. */
const plain = {
  things:
    'authenticator bookmarks channel claim demo emoji file import invitation link-cards member message operator ' +
    'passkey password pin profile-field profile-fields reaction recovery-code recovery-codes reminder role ' +
    'scheduled-message sso team token user-group',
  deeds:
    'accepted added archived cancelled changed created deactivated deleted disabled edited enabled finished ' +
    'imported joined left loaded made ordered policy-ended policy-set provider-added provider-changed ' +
    'provider-removed reactivated removed renamed renewed revoked rotated snoozed started switched-off ' +
    'switched-on uploaded used members-changed',
} as const;
const isAmong = (list: string, word: string | undefined): boolean => list.split(' ').some((one) => one === word);

/** Whether somebody has looked at how it reads; what is new is shown as well as it can be until then. */
export function hasWords(kind: string): boolean {
  const [thing, deed, ...more] = kind.split('.');
  return kind in words || (more.length === 0 && isAmong(plain.things, thing) && isAmong(plain.deeds, deed));
}

/** "Channel archived" */
export function kindInWords(kind: string): string {
  const said = words[kind] ?? kind.split('.').map(spell).join(' ');
  return said.charAt(0).toUpperCase() + said.slice(1);
}

const things: Readonly<Record<string, string>> = {
  channel: 'a conversation',
  'desk-case': 'a case of the security desk',
  'desk-webhook': 'a webhook of the security desk',
  'desk-key': 'a key of the security desk',
  'desk-mail': 'a mail to the security desk',
  'desk-sender-key': 'a key of somebody who writes to the security desk',
  'sso-provider': 'a sign-in provider',
  team: 'the team',
  token: 'a token',
  key: 'a key of the server',
};
const actors: Readonly<Record<string, string>> = {
  operator: 'The operator, at the server',
  system: 'The server',
  server: 'The server',
  nobody: 'Nobody signed in',
  import: 'The import',
  demo: 'The demo',
  'join-domain': 'A work address that may join',
  'link-cards': 'The server',
};

/** Who or what stands in an entry: `<kind>:<id or name>`, or a word alone. */
export interface Named {
  readonly kind: string;
  readonly id: string | undefined;
}

export function namedIn(text: string): Named {
  const at = text.indexOf(':');
  return at === -1 ? { kind: text, id: undefined } : { kind: text.slice(0, at), id: text.slice(at + 1) };
}

/** Where no name is known: "a session", "The operator, at the server". */
export function namelessWords({ kind, id }: Named): string {
  if (id === undefined) return actors[kind] ?? spell(kind);
  if (kind === 'emoji') return `:${id}:`;
  return things[kind] ?? `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${spell(kind)}`;
}
