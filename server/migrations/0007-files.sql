-- A sequence of bytes that is kept, sealed, outside the database. It is whole once its digest is known; equal contents
-- of a team are kept once.
create table blobs (
  id         uuid primary key,
  team_id    uuid not null,
  -- Random; the names of its objects in the store begin with it.
  place      text collate "C" not null unique,
  -- The key of its chunks, sealed.
  key        bytea not null,
  bytes      bigint not null check (bytes >= 0),
  -- How many of them are durable.
  stored     bigint not null default 0 check (stored between 0 and bytes),
  written_at timestamptz not null,
  digest     bytea,
  unique (team_id, digest)
);
select isolate_by_team('blobs');

-- One object in the store: whole chunks one after the other, the first of them at position `chunk`.
create table blob_segments (
  blob_id uuid not null references blobs,
  chunk   integer not null,
  team_id uuid not null,
  name    text collate "C" not null unique,
  bytes   bigint not null,
  -- Keyed digests of its chunks, until the blob is whole.
  marks   bytea,
  primary key (blob_id, chunk)
);
select isolate_by_team('blob_segments');

-- Objects whose rows are gone: whoever deletes a segment's row, for whatever reason, leaves its name here in the same
-- transaction, and a job removes the bytes. The names say nothing and belong to nobody any more, so they have no team.
create table blob_removals (
  name text collate "C" primary key
);

create function release_blob_segments() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  insert into blob_removals (name) select name from gone on conflict do nothing;
  return null;
end $$;
create trigger blob_segments_released after delete on blob_segments
  referencing old table as gone for each statement execute function release_blob_segments();

-- For the sweep, which compares the store with the rows of all teams at once: names only.
create function blob_names_between(beyond text, upto text, most integer)
returns table (name text) language sql stable security definer set search_path = public as $$
  select s.name from blob_segments s
  where s.name > beyond collate "C" and (upto is null or s.name <= upto collate "C")
  order by s.name limit most
$$;
-- Which of these places belong to blobs that are still being written.
create function blob_places_open(places text[])
returns table (place text) language sql stable security definer set search_path = public as $$
  select b.place from blobs b where b.place = any(places) and b.digest is null
$$;

-- What somebody uploaded. Name and type are sealed; several files may share one blob.
create table files (
  id          uuid primary key,
  team_id     uuid not null references teams,
  uploader_id uuid not null references members,
  blob_id     uuid not null references blobs deferrable initially deferred,
  state       text not null check (state in ('uploading', 'ready')),
  bytes       bigint not null,
  name        bytea not null,
  made_at     timestamptz not null,
  -- What was found out about the content: sealed JSON; null until it was looked at.
  look        bytea,
  preview_id  uuid references blobs deferrable initially deferred
);
create index files_by_blob on files (blob_id);
create index files_by_preview on files (preview_id) where preview_id is not null;
create index files_by_team on files (team_id, id);
select isolate_by_team('files');

-- Which messages carry a file. The lock of the channel's row covers it, as with all that belongs to a message.
create table message_files (
  channel_id uuid not null,
  ts         bigint not null,
  place      smallint not null,
  team_id    uuid not null,
  file_id    uuid not null,
  primary key (channel_id, ts, place)
);
create index message_files_by_file on message_files (file_id);
select isolate_by_team('message_files');

alter table messages add column file_count integer not null default 0;

-- How much each member has uploaded, counted in full even where contents are kept once.
create table file_usage (
  team_id   uuid not null references teams,
  member_id uuid not null references members,
  bytes     bigint not null check (bytes >= 0),
  primary key (team_id, member_id)
);
select isolate_by_team('file_usage');

-- How much a team and each of its members may keep; without a row the defaults hold.
create table file_allowances (
  team_id      uuid primary key references teams,
  team_bytes   bigint not null,
  member_bytes bigint not null
);
select isolate_by_team('file_allowances');
