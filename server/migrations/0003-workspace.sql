-- A channel is a log: `seq` is the number of its last event. It changes only under this row's lock.
create table channels (
  id          uuid primary key,
  team_id     uuid not null references teams,
  kind        text not null check (kind in ('public', 'private', 'direct', 'group')),
  -- Null for direct and group conversations, which are named by who is in them.
  name        text check ((name is null) = (kind in ('direct', 'group'))),
  -- SHA-256 of the sorted member ids: the same people always meet in the same conversation.
  people      bytea check ((people is null) = (kind in ('public', 'private'))),
  topic       bytea,
  purpose     bytea,
  -- Everybody who is no guest is in it, and cannot leave.
  general     boolean not null default false,
  created_by  uuid references members,
  created_at  timestamptz not null,
  archived_at timestamptz,
  seq         bigint not null default 0,
  -- The last message's ts (microseconds) and its ordinal among those in the main timeline.
  last_ts     bigint not null default 0,
  ordinal     bigint not null default 0,
  unique (team_id, name),
  unique (team_id, people)
);
create unique index channels_one_general on channels (team_id) where general;
select isolate_by_team('channels');

create table channel_members (
  channel_id   uuid not null references channels,
  member_id    uuid not null references members,
  team_id      uuid not null,
  joined_at    timestamptz not null,
  -- Read up to here. Unread = the channel's ordinal − read_ordinal − own_after − those of others deleted since.
  read_ts      bigint not null,
  read_ordinal bigint not null,
  -- One's own messages after the marker: there are some only where the marker was moved back.
  own_after    bigint not null default 0,
  primary key (channel_id, member_id)
);
create index channel_members_by_member on channel_members (member_id, channel_id);
select isolate_by_team('channel_members');

-- No foreign keys from here on: every writer holds the lock of the channel's row, and a check per row costs
-- as much as the row.
create table messages (
  channel_id    uuid not null,
  ts            bigint not null,
  team_id       uuid not null,
  author_id     uuid not null,
  thread_ts     bigint,
  -- Stands in the main timeline: everything but a reply that stays in its thread.
  in_timeline   boolean not null,
  -- Its count among what makes a conversation unread; null for replies and for notes such as "joined".
  ordinal       bigint,
  -- Sealed JSON {v, text, ...}; null once deleted.
  body          bytea,
  edited_at     timestamptz,
  deleted_at    timestamptz,
  client_id     uuid,
  edit_count    integer not null default 0,
  reaction_count integer not null default 0,
  reply_count   integer not null default 0,
  last_reply_ts bigint,
  -- Blind index: keyed tokens of the words and their prefixes.
  terms         bigint[] not null,
  primary key (channel_id, ts)
);
create unique index messages_by_client on messages (channel_id, author_id, client_id) where client_id is not null;
create index messages_in_thread on messages (channel_id, thread_ts, ts) where thread_ts is not null;
create index messages_in_timeline on messages (channel_id, ts) where in_timeline;
-- Small, because few messages are deleted: what no longer counts as unread.
create index messages_deleted on messages (channel_id, ts) include (author_id)
  where deleted_at is not null and ordinal is not null;
create index messages_by_time on messages (team_id, ts, channel_id);
create index messages_by_author on messages (author_id, ts);
create index messages_by_term on messages using gin (terms) with (fastupdate = on, gin_pending_list_limit = 1024);
select isolate_by_team('messages');

create table message_edits (
  channel_id uuid not null,
  ts         bigint not null,
  edit       integer not null,
  team_id    uuid not null,
  -- When the text that stands here was replaced, and the sealed text itself.
  replaced_at timestamptz not null,
  body       bytea not null,
  primary key (channel_id, ts, edit)
);
select isolate_by_team('message_edits');

create table reactions (
  channel_id uuid not null,
  ts         bigint not null,
  emoji      text not null,
  member_id  uuid not null,
  team_id    uuid not null,
  at         timestamptz not null,
  primary key (channel_id, ts, emoji, member_id)
);
select isolate_by_team('reactions');

-- Who a message names: a member, or everybody (`member_id` is null). Nobody is told of what they wrote themselves.
create table mentions (
  channel_id uuid not null,
  ts         bigint not null,
  place      smallint not null,
  member_id  uuid,
  author_id  uuid not null,
  team_id    uuid not null,
  primary key (channel_id, ts, place)
);
create index mentions_of_member on mentions (member_id, channel_id, ts) include (author_id);
create index mentions_of_everybody on mentions (channel_id, ts) include (author_id) where member_id is null;
select isolate_by_team('mentions');

-- The log itself: references only, never content, so an erased message leaves nothing behind in it.
create table channel_events (
  channel_id uuid not null,
  seq        bigint not null,
  team_id    uuid not null,
  at         timestamptz not null,
  kind       text not null,
  actor_id   uuid,
  ts         bigint,
  member_id  uuid,
  detail     text,
  primary key (channel_id, seq)
);
select isolate_by_team('channel_events');

-- GIN's operators are not leakproof, so under row-level security the planner would not use the index. This function
-- runs as the tables' owner and repeats the policy itself. Messages of two channels may have the same ts, so a page
-- ends at a place, not at a ts.
create function messages_with_terms(
  wanted bigint[], in_channels uuid[], before bigint, before_channel uuid, since bigint, by_authors uuid[],
  with_reaction boolean, with_thread boolean, most integer)
returns table (channel_id uuid, ts bigint)
language plpgsql stable security definer set search_path = public as $$
declare
  team constant uuid := nullif(current_setting('wardroom.team', true), '')::uuid;
  hits constant text := '
    select m.channel_id, m.ts from messages m
    where m.terms @> $1 and m.team_id = $9 and m.deleted_at is null
      and m.ts <= $3 and (m.ts, m.channel_id) < ($3, $10) and m.ts >= $4
      and ($5 is null or m.author_id = any($5)) and (not $6 or m.reaction_count > 0) and (not $7 or m.reply_count > 0)';
  latest constant text := '
    select h.channel_id, h.ts from hits h
    where h.channel_id = any($2)
    order by h.ts desc, h.channel_id desc limit $8';
  old bigint;
  found_new integer;
begin
  -- The terms' index would give every place of a frequent word, to be sorted, but that word is among the newest
  -- messages as well: these are read first, by their time.
  select m.ts into old from messages m
  where m.team_id = team and m.ts <= before order by m.ts desc offset 4000 limit 1;
  -- EXECUTE plans for these very values: a generic plan would walk the primary key backwards.
  return query execute 'with hits as (' || hits || ' and m.ts > $11)' || latest
  using wanted, in_channels, before, since, by_authors, with_reaction, with_thread, most, team, before_channel,
        coalesce(old, -1);
  get diagnostics found_new = row_count;
  if found_new >= most or old is null or old < since then return; end if;
  return query execute 'with hits as materialized (' || hits || ' and m.ts <= $11)' || latest
  using wanted, in_channels, before, since, by_authors, with_reaction, with_thread, most - found_new, team,
        before_channel, old;
end $$;
