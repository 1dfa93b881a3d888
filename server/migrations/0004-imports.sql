create table imports (
  id          uuid primary key,
  team_id     uuid not null references teams,
  source      text not null,
  digest      bytea not null,
  started_at  timestamptz not null,
  finished_at timestamptz,
  -- Where a killed run goes on, and the counts so far.
  progress    jsonb not null,
  unique (team_id, digest)
);
select isolate_by_team('imports');

-- What became of each person and conversation of the other product, so that a second run finds them again.
create table import_references (
  team_id     uuid not null,
  source      text not null,
  external_id text not null,
  internal_id uuid not null,
  primary key (team_id, source, external_id)
);
select isolate_by_team('import_references');
