-- What a team decided about its workspace; a team without a row has the defaults.
create table workspace_settings (
  team_id        uuid primary key references teams,
  user_groups_by text not null check (user_groups_by in ('admins', 'members')),
  invisible      boolean not null
);
select isolate_by_team('workspace_settings');

-- Members who are named together.
create table user_groups (
  id          uuid primary key,
  team_id     uuid not null references teams,
  handle      text not null,
  name        text not null,
  description bytea,
  -- Joined by whoever becomes a member.
  channels    uuid[] not null,
  created_by  uuid not null references members,
  created_at  timestamptz not null,
  disabled_at timestamptz,
  unique (team_id, handle)
);
create index user_groups_by_team on user_groups (team_id, id);
select isolate_by_team('user_groups');

create table user_group_members (
  group_id  uuid not null references user_groups,
  member_id uuid not null references members,
  team_id   uuid not null,
  primary key (group_id, member_id)
);
create index user_groups_of_member on user_group_members (member_id, group_id);
select isolate_by_team('user_group_members');

-- By what a message names somebody; `here` and `channel` name everybody.
alter table mentions add column via text not null default 'name' check (via in ('name', 'group', 'here', 'channel'));
update mentions set via = 'channel' where member_id is null;

-- Of what a member wants to be told; a member without a row has the defaults.
create table notification_preferences (
  member_id            uuid primary key references members,
  team_id              uuid not null,
  level                text not null check (level in ('all', 'mentions', 'nothing')),
  threads              boolean not null,
  everybody            boolean not null,
  -- Sealed JSON: the words as they were typed.
  keywords             bytea,
  do_not_disturb_until timestamptz,
  quiet_hours          jsonb not null
);
select isolate_by_team('notification_preferences');

-- Keyed tokens of the words of each keyword, as in the messages' index: the first one finds, the others confirm.
create table notification_keywords (
  member_id uuid not null references members,
  place     smallint not null,
  team_id   uuid not null,
  first     bigint not null,
  others    bigint[] not null,
  primary key (member_id, place)
);
create index notification_keywords_by_word on notification_keywords (team_id, first);
select isolate_by_team('notification_keywords');

-- Where a member departs from its preferences for one conversation.
create table channel_notifications (
  channel_id uuid not null references channels,
  member_id  uuid not null references members,
  team_id    uuid not null,
  level      text check (level in ('all', 'mentions', 'nothing')),
  muted      boolean not null,
  primary key (channel_id, member_id)
);
create index channel_notifications_of_member on channel_notifications (member_id, channel_id);
select isolate_by_team('channel_notifications');

-- Who follows a thread, and up to where it is read. An ended following stays, so that no mention begins it anew. No
-- foreign keys: replies write it under the lock of the channel's row.
create table thread_follows (
  channel_id uuid not null,
  thread_ts  bigint not null,
  member_id  uuid not null,
  team_id    uuid not null,
  following  boolean not null,
  read_ts    bigint not null,
  primary key (channel_id, thread_ts, member_id)
);
create index thread_follows_of_member on thread_follows (member_id, channel_id, thread_ts) where following;
select isolate_by_team('thread_follows');
