/**
 * Ids on the wire: a letter that names the kind, then 26 characters of Crockford's base32 (a UUID's 128 bits),
 * in the shape of Slack's (`T…`, `U…`, `C…`, `D…`). Inside the server an id is the UUID in its usual text form;
 * the schemas below translate what comes in, `publicId` what goes out.
 */
import Type from 'typebox';

declare const kind: unique symbol;
type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type TeamId = Id<'team'>;
export type MemberId = Id<'member'>;
export type ChannelId = Id<'channel'>;
export type InvitationId = Id<'invitation'>;
export type SessionId = Id<'session'>;
export type TokenId = Id<'token'>;
export type ScheduledId = Id<'scheduled'>;
export type ReminderId = Id<'reminder'>;
export type UserGroupId = Id<'user-group'>;
export type BookmarkId = Id<'bookmark'>;
export type ProfileFieldId = Id<'profile-field'>;
export type FileId = Id<'file'>;
export type OperatorId = Id<'operator'>;
export type ProviderId = Id<'provider'>;
export type PasskeyId = Id<'passkey'>;
export type SsoKeyId = Id<'sso-key'>;
export type ProvisioningCredentialId = Id<'provisioning-credential'>;
export type ProvisionedGroupId = Id<'provisioned-group'>;
export type CaseId = Id<'case'>;
export type WebhookId = Id<'webhook'>;
export type MailId = Id<'mail'>;
export type ClientMessageId = Id<'client-message'>;

/** The position of a message in its channel: microseconds since 1970, strictly rising per channel. */
export type Ts = number & { readonly [kind]: 'ts' };

const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HEX = '0123456789abcdef';
/** By character code; other characters are no digits. */
const valuesOf = (alphabet: string): readonly (number | undefined)[] => {
  const values: number[] = [];
  for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;
  return values;
};
const HEX_VALUES = valuesOf(HEX);
const BASE32_VALUES = valuesOf(BASE32);

/** `publicId('C', uuid)` → `C` and 26 base32 characters. */
export function publicId(letter: string, uuid: string): string {
  let text = letter;
  let pending = 0;
  // 26 characters hold 130 bits: two zeros come before the UUID's 128.
  let bits = 2;
  for (let at = 0; at < uuid.length; at++) {
    const value = HEX_VALUES[uuid.charCodeAt(at)];
    if (value === undefined) continue;
    pending = ((pending & 31) << 4) | value;
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    text += BASE32[(pending >> bits) & 31];
  }
  return text;
}

/** The UUID of a public id that already matched its pattern. */
export function uuidOf(id: string): string {
  let hex = '';
  let pending = 0;
  let bits = -2;
  for (let at = 1; at < id.length; at++) {
    pending = ((pending & 15) << 5) | (BASE32_VALUES[id.charCodeAt(at)] ?? 0);
    for (bits += 5; bits >= 4; bits -= 4) hex += HEX[(pending >> (bits - 4)) & 15];
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// The first base32 character holds only the three highest bits of the UUID's 128.
const idPattern = (letters: string): string => `^[${letters}][0-7][0-9A-HJKMNP-TV-Z]{25}$`;

/** Whether the text is an id of one of these letters. */
export const isPublicId = (letters: string, text: string): boolean => new RegExp(idPattern(letters)).test(text);

const idSchema = <Of extends string>(letters: string, description: string) =>
  Type.Codec(Type.String({ pattern: idPattern(letters), description }))
    .Decode((id) => uuidOf(id) as Of)
    .Encode((uuid) => publicId(letters.charAt(0), uuid));

export const TeamIdSchema = idSchema<TeamId>('T', 'A team, T….');
export const MemberIdSchema = idSchema<MemberId>('U', 'A member, U….');
export const ChannelIdSchema = idSchema<ChannelId>('CDG', 'A channel C…, a direct conversation D…, a group G….');
export const InvitationIdSchema = idSchema<InvitationId>('I', 'An invitation, I….');
export const SessionIdSchema = idSchema<SessionId>('S', 'A signed-in device, S….');
export const FileIdSchema = idSchema<FileId>('F', 'A file, F….');
export const TokenIdSchema = idSchema<TokenId>('K', 'An API token, K….');
export const ScheduledIdSchema = idSchema<ScheduledId>('Q', 'A scheduled message, Q….');
export const BookmarkIdSchema = idSchema<BookmarkId>('L', 'A bookmark, L….');
export const ProfileFieldIdSchema = idSchema<ProfileFieldId>('P', 'A field of profiles, P….');
export const ReminderIdSchema = idSchema<ReminderId>('R', 'A reminder, R….');
export const ProviderIdSchema = idSchema<ProviderId>('X', 'A provider of single sign-on, X….');
export const PasskeyIdSchema = idSchema<PasskeyId>('Y', 'A passkey, Y….');
export const SsoKeyIdSchema = idSchema<SsoKeyId>('Z', 'A key of ours for a provider, Z….');
export const ProvisioningCredentialIdSchema = idSchema<ProvisioningCredentialId>('V', 'What a directory presents, V….');
export const ProvisionedGroupIdSchema = idSchema<ProvisionedGroupId>('H', 'A group of a directory, H….');
export const OperatorIdSchema = idSchema<OperatorId>('O', 'Who runs the deployment, O….');
export const CaseIdSchema = idSchema<CaseId>('N', 'A case of the security desk, N….');
export const WebhookIdSchema = idSchema<WebhookId>('W', 'A webhook of the security desk, W….');
export const MailIdSchema = idSchema<MailId>('M', 'A mail to the security desk, M….');
export const UserGroupIdSchema = idSchema<UserGroupId>('S', 'A user group, S….');

export const ClientMessageIdSchema = Type.Codec(
  Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    description: 'A UUID chosen by the client for this one message: sending it again never posts it twice.',
  }),
)
  .Decode((id) => id as ClientMessageId)
  .Encode((id) => id);

const MICROSECONDS = 1_000_000;

/** `1469470591000123` → `"1469470591.000123"`. */
export function publicTs(ts: number): string {
  const seconds = Math.floor(ts / MICROSECONDS);
  return `${seconds}.${String(ts - seconds * MICROSECONDS).padStart(6, '0')}`;
}

/** The inverse of `publicTs` for text that matched the pattern of `TsSchema`. */
export const tsOf = (text: string): Ts => Number(text.replace('.', '')) as Ts;

export const TsSchema = Type.Codec(
  Type.String({ pattern: '^[0-9]{1,10}\\.[0-9]{6}$', description: 'A message in its channel: seconds.microseconds.' }),
)
  .Decode(tsOf)
  .Encode(publicTs);

/** A message among those of all channels. */
export interface Place {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
}

/** As the end of a page, or as a thread: `1469470591.000123-C…`. */
export const publicPlace = ({ channel_id, ts }: Place): string => `${publicTs(ts)}-${publicId('C', channel_id)}`;

export const PLACE_PATTERN = '^[0-9]{1,10}\\.[0-9]{6}-[CDG][0-7][0-9A-HJKMNP-TV-Z]{25}$';

/** The inverse of `publicPlace` for text that matched its pattern. */
export function placeOf(text: string): Place {
  const [ts = '', channel = ''] = text.split('-');
  return { channel_id: uuidOf(channel) as ChannelId, ts: tsOf(ts) };
}
