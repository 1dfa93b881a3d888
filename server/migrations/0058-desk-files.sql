-- What kind of bytes a report came in as, and whether somebody has read out of them what they say: `unreadable` is
-- final, and said to both sides.
alter table desk_cases
  add column raw_type text not null default 'application/octet-stream',
  add column raw_state text not null default 'read' check (raw_state in ('unread', 'read', 'unreadable'));
alter table desk_cases alter column raw_type drop default, alter column raw_state drop default;

-- Files of a case: what came with the report, and with letters. Nothing here opens them.
create table desk_files (
  case_id uuid not null references desk_cases on delete cascade,
  number  integer not null,
  team_id uuid not null,
  side    text not null check (side in ('desk', 'reporter')),
  -- The letter that they came with.
  letter  integer,
  name    bytea not null,
  bytes   integer not null,
  -- SHA-256 of what is in it.
  digest  bytea not null,
  at      timestamptz not null,
  primary key (case_id, number)
);
select isolate_by_team('desk_files');

create table desk_file_parts (
  case_id uuid not null,
  number  integer not null,
  part    integer not null,
  team_id uuid not null,
  sealed  bytea not null,
  primary key (case_id, number, part),
  foreign key (case_id, number) references desk_files on delete cascade
);
select isolate_by_team('desk_file_parts');

alter table desk_views drop constraint desk_views_seen_check;
alter table desk_views add check (seen in ('case', 'report', 'file', 'reporter-page', 'reporter-file'));
