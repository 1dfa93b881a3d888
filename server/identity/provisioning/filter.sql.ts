/** Filters as conditions over rows of members (`m`, `p`) and groups (`g`): names from a table, values as parameters. */
import { type RawBuilder, sql } from 'kysely';
import { isPublicId, uuidOf } from '#contract/ids.ts';
import type { Filter, Operator, Value } from './filter.ts';
import { foldName } from './names.ts';
import { invalidFilter } from './refusals.ts';

type Condition = RawBuilder<boolean>;

/** How an attribute is asked for; a comparison that it has not is refused. */
interface Asked {
  readonly present: Condition;
  readonly compare: (by: Operator, value: Value) => Condition;
}

export const userCondition = (filter: Filter): Condition => condition(filter, USERS);
export const groupCondition = (filter: Filter): Condition => condition(filter, GROUPS);

function condition(filter: Filter, attributes: ReadonlyMap<string, Asked>): Condition {
  switch (filter.kind) {
    case 'and':
      return sql`(${condition(filter.left, attributes)} and ${condition(filter.right, attributes)})`;
    case 'or':
      return sql`(${condition(filter.left, attributes)} or ${condition(filter.right, attributes)})`;
    case 'not':
      return sql`not coalesce(${condition(filter.of, attributes)}, false)`;
    default:
      return leaf(filter, attributes);
  }
}

function leaf(
  filter: Extract<Filter, { kind: 'present' | 'compare' }>,
  attributes: ReadonlyMap<string, Asked>,
): Condition {
  const asked = attributes.get(filter.attribute);
  if (!asked) throw invalidFilter('an attribute that cannot be asked for');
  return filter.kind === 'present' ? asked.present : asked.compare(filter.by, filter.value);
}

/** A text that compares whatever its case. */
const caseless = (column: RawBuilder<string | null>): Asked => ({
  present: sql`(coalesce(${column}, '') <> '')`,
  compare: (by, value) =>
    value === null ? absent(column, by) : textCondition(sql`lower(${column})`, by, sql`lower(${textOf(value)}::text)`),
});

const exact = (column: RawBuilder<string | null>): Asked => ({
  present: sql`(coalesce(${column}, '') <> '')`,
  compare: (by, value) =>
    value === null ? absent(column, by) : textCondition(column, by, sql`${textOf(value)}::text`),
});

/** One value in place of a scan: found by an index first. */
const found = (asked: Asked, one: (value: string) => Condition): Asked => ({
  present: asked.present,
  compare: (by, value) => (by === 'eq' && typeof value === 'string' ? one(value) : asked.compare(by, value)),
});

function absent(column: RawBuilder<unknown>, by: Operator): Condition {
  if (by === 'eq') return sql`(${column} is null)`;
  if (by === 'ne') return sql`(${column} is not null)`;
  throw invalidFilter('an order among values that are not there');
}

function textCondition(column: RawBuilder<unknown>, by: Operator, value: RawBuilder<unknown>): Condition {
  switch (by) {
    case 'eq':
      return sql`(${column} = ${value})`;
    case 'ne':
      return sql`(${column} is distinct from ${value})`;
    case 'co':
      return sql`(strpos(${column}, ${value}) > 0)`;
    case 'sw':
      return sql`starts_with(${column}, ${value})`;
    case 'ew':
      return sql`(right(${column}, length(${value})) = ${value})`;
    default:
      return sql`(${column} collate "C" ${ordering(by)} ${value} collate "C")`;
  }
}

const ORDERINGS: Readonly<Partial<Record<Operator, RawBuilder<unknown>>>> = {
  eq: sql`=`,
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
};

function ordering(by: Operator): RawBuilder<unknown> {
  const sign = ORDERINGS[by];
  if (!sign) throw invalidFilter('an operator that this attribute does not have');
  return sign;
}

function textOf(value: Value): string {
  if (typeof value !== 'string') throw invalidFilter('a value that is no text');
  return value;
}

const truth = (column: Condition): Asked => ({
  present: sql`true`,
  compare(by, value) {
    const said = typeof value === 'string' ? value.toLowerCase() : value;
    const isTrue = said === true || said === 'true';
    if (!isTrue && said !== false && said !== 'false') throw invalidFilter('a value that is neither true nor false');
    if (by === 'eq') return sql`(${column} = ${isTrue}::boolean)`;
    if (by === 'ne') return sql`(${column} <> ${isTrue}::boolean)`;
    throw invalidFilter('an operator that this attribute does not have');
  },
});

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;

/** Times are shown to milliseconds, and compared so. */
const time = (column: RawBuilder<Date>): Asked => ({
  present: sql`true`,
  compare(by, value) {
    const said = textOf(value);
    const ms = RFC_3339.test(said) ? Date.parse(said) : Number.NaN;
    if (Number.isNaN(ms)) throw invalidFilter('a value that is no time');
    const at = new Date(ms);
    if (by === 'ne') return sql`(date_trunc('milliseconds', ${column}) <> ${at}::timestamptz)`;
    return sql`(date_trunc('milliseconds', ${column}) ${ordering(by)} ${at}::timestamptz)`;
  },
});

/** An id compares as a whole; what is no id of this kind is nobody's. */
const id = (column: RawBuilder<string>, letter: string): Asked => ({
  present: sql`true`,
  compare(by, value) {
    const text = textOf(value);
    if (by !== 'eq' && by !== 'ne') throw invalidFilter('an operator that this attribute does not have');
    const uuid = isPublicId(letter, text) ? uuidOf(text) : null;
    return by === 'eq'
      ? sql`(${column} = ${uuid}::uuid and ${uuid}::uuid is not null)`
      : sql`(${column} is distinct from ${uuid}::uuid)`;
  },
});

const userName = sql<string>`coalesce(p.user_name, m.email, m.handle)`;
const email: Asked = found(caseless(sql`m.email`), (value) => sql`(m.email_folded = ${foldName(value)})`);
const called = caseless(sql`m.name`);
const workAddress = sql<string | null>`case when m.email is null then null else 'work' end`;

const USERS: ReadonlyMap<string, Asked> = new Map<string, Asked>([
  ['id', id(sql`m.id`, 'U')],
  [
    'username',
    found(
      caseless(userName),
      (value) => sql`(m.id = any(array(
        select named.member_id from provisioned_members named
        where named.user_name_folded = ${foldName(value)} and named.removed_at is null
        union all
        select bare.id from members bare where bare.email_folded = ${foldName(value)}
          and not exists (select from provisioned_members l where l.member_id = bare.id)
        union all
        select bare.id from members bare where bare.handle = ${foldName(value)} and bare.email is null
          and not exists (select from provisioned_members l where l.member_id = bare.id))))`,
    ),
  ],
  [
    'externalid',
    found(
      exact(sql`p.external_id`),
      (value) => sql`(m.id = any(array(
        select named.member_id from provisioned_members named
        where named.external_id = ${value} and named.removed_at is null)))`,
    ),
  ],
  ['active', truth(sql`(m.deactivated_at is null)`)],
  ['displayname', called],
  ['name.formatted', called],
  ['name.givenname', caseless(sql`p.given_name`)],
  ['name.familyname', caseless(sql`p.family_name`)],
  ['nickname', caseless(sql`m.handle`)],
  ['emails', email],
  ['emails.value', email],
  ['emails.type', caseless(workAddress)],
  ['emails.primary', truth(sql`(m.email is not null)`)],
  ['meta.created', time(sql`m.created_at`)],
  ['meta.lastmodified', time(sql`greatest(coalesce(p.changed_at, m.created_at), m.deactivated_at)`)],
  ['meta.resourcetype', caseless(sql`'User'::text`)],
]);

const groupMember: Asked = {
  present: sql`exists (select from provisioned_group_members gm where gm.group_id = g.id)`,
  compare(by, value) {
    const text = textOf(value);
    if (by !== 'eq') throw invalidFilter('an operator that this attribute does not have');
    const uuid = isPublicId('U', text) ? uuidOf(text) : null;
    return sql`exists (select from provisioned_group_members gm
      where gm.group_id = g.id and gm.member_id = ${uuid}::uuid)`;
  },
};

const GROUPS: ReadonlyMap<string, Asked> = new Map<string, Asked>([
  ['id', id(sql`g.id`, 'H')],
  ['displayname', caseless(sql`g.display_name`)],
  ['externalid', exact(sql`g.external_id`)],
  ['members', groupMember],
  ['members.value', groupMember],
  ['meta.created', time(sql`g.created_at`)],
  ['meta.lastmodified', time(sql`g.changed_at`)],
  ['meta.resourcetype', caseless(sql`'Group'::text`)],
]);
