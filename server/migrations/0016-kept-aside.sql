-- Messages that a channel keeps at hand. No foreign keys: it is written under the lock of the channel's row.
create table pins (
  channel_id uuid not null,
  ts         bigint not null,
  team_id    uuid not null,
  pinned_by  uuid not null,
  pinned_at  timestamptz not null,
  primary key (channel_id, ts)
);
select isolate_by_team('pins');

-- Messages that a member put aside for itself.
create table saved_items (
  id         uuid not null unique,
  member_id  uuid not null references members,
  channel_id uuid not null references channels,
  ts         bigint not null,
  team_id    uuid not null,
  saved_at   timestamptz not null,
  state      text not null check (state in ('to-do', 'done', 'archived')),
  primary key (member_id, channel_id, ts)
);
create index saved_items_of_member on saved_items (member_id, state, id desc);
select isolate_by_team('saved_items');

-- What a member has begun to write. `thread_ts` is 0 in the channel itself; the version rises with each change.
create table drafts (
  member_id  uuid not null references members,
  channel_id uuid not null references channels,
  thread_ts  bigint not null,
  team_id    uuid not null,
  version    bigint not null,
  changed_at timestamptz not null,
  body       bytea not null,
  primary key (member_id, channel_id, thread_ts)
);
create index drafts_of_member on drafts (member_id, version desc);
select isolate_by_team('drafts');
