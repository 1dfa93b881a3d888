-- Browsers in which a reporter came back to a case. By the digest of a random token, which the browser keeps.
create table desk_reporter_sessions (
  digest  bytea primary key,
  team_id uuid not null,
  case_id uuid not null references desk_cases on delete cascade,
  ends_at timestamptz not null
);
create index desk_reporter_sessions_by_end on desk_reporter_sessions (team_id, ends_at);
select isolate_by_team('desk_reporter_sessions');
