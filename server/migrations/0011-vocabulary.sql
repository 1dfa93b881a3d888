-- The team's own emoji. A change takes the next version, so that clients know whether the list they have is the list.
create table emoji_lists (
  team_id  uuid primary key references teams,
  version  bigint not null,
  added_by text not null check (added_by in ('members', 'admins'))
);
select isolate_by_team('emoji_lists');

create table emoji (
  team_id    uuid not null references teams,
  name       text not null,
  -- Another name for one of the team's own, or for a standard one.
  alias_of   text,
  -- The sealed image.
  image      bytea check ((image is null) = (alias_of is not null)),
  created_by uuid not null references members,
  created_at timestamptz not null,
  primary key (team_id, name)
);
create index emoji_by_alias on emoji (team_id, alias_of) where alias_of is not null;
select isolate_by_team('emoji');

create table bookmarks (
  id         uuid primary key,
  team_id    uuid not null,
  channel_id uuid not null references channels,
  client_id  uuid not null,
  place      integer not null,
  -- Sealed JSON: title, address, emoji.
  body       bytea not null,
  -- The message of this channel that it leads to, instead of an address.
  ts         bigint,
  created_by uuid not null references members,
  created_at timestamptz not null,
  unique (created_by, client_id)
);
create index bookmarks_by_channel on bookmarks (channel_id, place, id);
select isolate_by_team('bookmarks');
