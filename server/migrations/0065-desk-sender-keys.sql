-- Public keys of those who write to a desk. By keyed digests, and sealed: address and key say who somebody is.
create table desk_sender_keys (
  team_id       uuid not null references teams,
  address       bytea not null,
  key           bytea not null,
  -- Address, fingerprint, and the key itself.
  sealed        bytea not null,
  -- The first that came for an address is current; another one waits until the desk has said which is right.
  state         text not null check (state in ('current', 'waiting', 'former', 'refused')),
  how           text not null check (how in ('attached', 'autocrypt', 'directory', 'written')),
  first_seen_at timestamptz not null,
  seen_at       timestamptz not null,
  -- When somebody of the desk held the fingerprint against what its holder says.
  confirmed_at  timestamptz,
  confirmed_by  uuid references members,
  primary key (team_id, address, key)
);
create unique index desk_sender_keys_current on desk_sender_keys (team_id, address) where state = 'current';
create index desk_sender_keys_by_seen on desk_sender_keys (team_id, seen_at);
select isolate_by_team('desk_sender_keys');

-- When the directory of an address was last asked, so that it is not asked with every letter.
create table desk_key_lookups (
  team_id uuid not null references teams,
  address bytea not null,
  at      timestamptz not null,
  primary key (team_id, address)
);
create index desk_key_lookups_by_time on desk_key_lookups (team_id, at);
select isolate_by_team('desk_key_lookups');
