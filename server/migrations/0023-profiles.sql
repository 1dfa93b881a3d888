-- What a team asks its members for, besides title, pronouns and phone. Names and hints are sealed.
create table profile_fields (
  id       uuid primary key,
  team_id  uuid not null references teams,
  kind     text not null check (kind in ('text', 'link', 'date', 'member')),
  -- Gaps are of no meaning.
  position integer not null,
  name     bytea not null,
  hint     bytea
);
create index profile_fields_by_team on profile_fields (team_id, position);
select isolate_by_team('profile_fields');

-- What members say of themselves, sealed. The field is title, pronouns or phone, or the id of one that the team defined.
create table profile_values (
  member_id uuid not null references members,
  field     text not null,
  team_id   uuid not null references teams,
  value     bytea not null,
  primary key (member_id, field)
);
create index profile_values_by_field on profile_values (team_id, field);
select isolate_by_team('profile_values');

-- A blob that is not shared with equal contents, and that its maker alone drops.
alter table blobs add column alone boolean not null default false;

-- A member's picture: one blob, of which the first `small_bytes` are the small one and the rest is the large one.
-- Until its bytes are there it is not current.
create table member_pictures (
  id          uuid primary key,
  member_id   uuid not null references members,
  team_id     uuid not null references teams,
  blob_id     uuid not null references blobs deferrable initially deferred,
  small_bytes integer not null,
  is_current  boolean not null,
  made_at     timestamptz not null
);
create unique index member_pictures_current on member_pictures (member_id) where is_current;
create index member_pictures_unfinished on member_pictures (team_id, made_at) where not is_current;
select isolate_by_team('member_pictures');
