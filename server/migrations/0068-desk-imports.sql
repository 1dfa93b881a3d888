-- Reports that came from elsewhere, so that the same file read twice makes no second case of any.
create table desk_imports (
  team_id     uuid not null,
  -- SHA-256 of where it comes from and what it is called there.
  digest      bytea not null,
  case_id     uuid not null references desk_cases on delete cascade,
  imported_at timestamptz not null,
  primary key (team_id, digest)
);
create index desk_imports_by_case on desk_imports (case_id);
select isolate_by_team('desk_imports');
