-- Who works at the security desk. `had_turn_at`: when a case that nobody looked after last came to it.
create table desk_roster (
  member_id   uuid primary key references members,
  team_id     uuid not null references teams,
  duty        text not null check (duty in ('triager', 'coordinator')),
  added_by    uuid not null references members,
  added_at    timestamptz not null,
  had_turn_at timestamptz
);
create index desk_roster_by_team on desk_roster (team_id);
select isolate_by_team('desk_roster');

-- The last number that a case of the team has; its row is the lock under which the next one is taken.
create table desk_numbers (
  team_id uuid primary key references teams,
  last    integer not null
);
select isolate_by_team('desk_numbers');

-- A report and all that follows from it. What people wrote is sealed under the key of the case.
create table desk_cases (
  id               uuid primary key,
  team_id          uuid not null references teams,
  number           integer not null,
  source           text not null check (source in ('web', 'mail', 'import', 'dispute')),
  report_state     text not null
    check (report_state in ('received', 'valid', 'invalid', 'accepted', 'deferred', 'closed')),
  release_state    text not null check (release_state in
    ('draft', 'checked', 'approved', 'notified', 'frozen', 'publishing', 'published', 'corrected', 'withdrawn')),
  embargo_state    text not null check (embargo_state in ('none', 'proposed', 'active', 'revising', 'ended')),
  embargo_until    timestamptz check (embargo_until is not null or embargo_state in ('none', 'proposed')),
  proposed_by      text check (proposed_by in ('desk', 'reporter')),
  proposed_until   timestamptz,
  severity         text check (severity in ('none', 'low', 'medium', 'high', 'critical')),
  title            bytea not null,
  -- SHA-256 of what came in, and how many bytes it has.
  raw_digest       bytea not null,
  raw_bytes        integer not null,
  coordinator_id   uuid references members,
  received_at      timestamptz not null,
  receipt_at       timestamptz,
  answered_at      timestamptz,
  judged_at        timestamptz,
  judged_by        uuid references members,
  valid_at         timestamptz,
  updated_at       timestamptz,
  published_at     timestamptz,
  retrospective_at timestamptz,
  close_reason     text check ((close_reason is not null) = (report_state = 'closed')),
  duplicate_of     uuid references desk_cases,
  closed_at        timestamptz check ((closed_at is not null) = (report_state = 'closed')),
  -- After this it is deleted, with its key's ciphertexts.
  keep_until       timestamptz check ((keep_until is not null) = (report_state = 'closed')),
  -- The reporter contradicts what was decided, and waits for another coordinator.
  disputed_at      timestamptz,
  -- Attacks are known, and a coordinator said why the embargo stays in force.
  kept_despite_at  timestamptz,
  -- What its clocks say: the promise that is to be kept next, and the alarm that is to be given next.
  due_at           timestamptz,
  alarm_at         timestamptz,
  unique (team_id, number),
  check ((proposed_by is not null) = (embargo_state in ('proposed', 'revising'))),
  check ((proposed_until is not null) = (proposed_by is not null))
);
create index desk_cases_by_promise on desk_cases (team_id, due_at, number) where report_state <> 'closed';
create index desk_cases_by_alarm on desk_cases (alarm_at) where alarm_at is not null;
create index desk_cases_by_end on desk_cases (team_id, keep_until) where keep_until is not null;
select isolate_by_team('desk_cases');

-- The report as it came in, byte by byte, in sealed parts.
create table desk_raw_parts (
  case_id uuid not null references desk_cases on delete cascade,
  part    integer not null,
  team_id uuid not null,
  sealed  bytea not null,
  primary key (case_id, part)
);
select isolate_by_team('desk_raw_parts');

-- Who reported it, sealed; no row for somebody who gave nothing.
create table desk_reporters (
  case_id uuid primary key references desk_cases on delete cascade,
  team_id uuid not null,
  body    bytea not null
);
select isolate_by_team('desk_reporters');

-- Who may open the case. Without `accepted_at` the terms of the embargo are not accepted: not a byte is shown.
create table desk_people (
  case_id     uuid not null references desk_cases on delete cascade,
  member_id   uuid not null references members,
  team_id     uuid not null,
  part        text not null check (part in ('triager', 'coordinator', 'fixer')),
  -- The sealed reason why they need to know.
  reason      bytea not null,
  -- Null: it came to them by turn.
  added_by    uuid references members,
  added_at    timestamptz not null,
  terms       text,
  accepted_at timestamptz check ((accepted_at is null) = (terms is null)),
  primary key (case_id, member_id)
);
create index desk_people_by_member on desk_people (member_id);
select isolate_by_team('desk_people');

-- What reporter and desk wrote to each other. `automatic`: no person wrote it, so it keeps no promise of an answer.
create table desk_letters (
  case_id   uuid not null references desk_cases on delete cascade,
  number    integer not null,
  team_id   uuid not null,
  side      text not null check (side in ('desk', 'reporter')),
  author_id uuid references members,
  automatic boolean not null,
  body      bytea not null,
  at        timestamptz not null,
  primary key (case_id, number)
);
select isolate_by_team('desk_letters');

-- What the desk writes among itself: sealed under a second key, which nothing that serves reporters opens.
create table desk_notes (
  case_id   uuid not null references desk_cases on delete cascade,
  number    integer not null,
  team_id   uuid not null,
  author_id uuid not null references members,
  body      bytea not null,
  at        timestamptz not null,
  primary key (case_id, number)
);
select isolate_by_team('desk_notes');

-- The timeline. `shown`: the reporter sees it too, without who did it and without `details`, which are the desk's.
create table desk_events (
  case_id uuid not null references desk_cases on delete cascade,
  number  integer not null,
  team_id uuid not null,
  kind    text not null,
  side    text not null check (side in ('desk', 'reporter', 'system')),
  actor   uuid references members,
  shown   boolean not null,
  details bytea,
  at      timestamptz not null,
  primary key (case_id, number)
);
select isolate_by_team('desk_events');

-- Who saw what: a chain in which each entry holds the digest of the one before. Null viewer: the reporter.
create table desk_views (
  case_id uuid not null references desk_cases on delete cascade,
  number  integer not null,
  team_id uuid not null,
  viewer  uuid references members,
  part    text not null check (part in ('triager', 'coordinator', 'fixer', 'reporter')),
  seen    text not null check (seen in ('case', 'report', 'reporter-page')),
  at      timestamptz not null,
  digest  bytea not null,
  primary key (case_id, number)
);
select isolate_by_team('desk_views');

-- What is known out in the world; a fact is stated once and never taken back.
create table desk_facts (
  case_id   uuid not null references desk_cases on delete cascade,
  fact      text not null
    check (fact in ('aware', 'fix-ready', 'fix-deployed', 'public', 'exploit-public', 'attacked')),
  team_id   uuid not null,
  side      text not null check (side in ('desk', 'reporter', 'system')),
  stated_by uuid references members,
  evidence  bytea not null,
  at        timestamptz not null,
  primary key (case_id, fact)
);
select isolate_by_team('desk_facts');

-- The times in which one waited for the reporter.
create table desk_pauses (
  case_id  uuid not null references desk_cases on delete cascade,
  began_at timestamptz not null,
  ended_at timestamptz,
  team_id  uuid not null,
  primary key (case_id, began_at)
);
create unique index desk_pauses_one_open on desk_pauses (case_id) where ended_at is null;
select isolate_by_team('desk_pauses');

-- Every rating, with the explanation that the reporter was given.
create table desk_ratings (
  case_id  uuid not null references desk_cases on delete cascade,
  number   integer not null,
  team_id  uuid not null,
  rated_by uuid not null references members,
  body     bytea not null,
  at       timestamptz not null,
  primary key (case_id, number)
);
select isolate_by_team('desk_ratings');

-- Alarms that were given: each of a clock's once, whatever its due time has become since.
create table desk_alarms (
  case_id  uuid not null references desk_cases on delete cascade,
  clock    text not null,
  alarm    integer not null,
  team_id  uuid not null,
  given_at timestamptz not null,
  primary key (case_id, clock, alarm)
);
select isolate_by_team('desk_alarms');

-- The job that gives alarms knows no team before it has looked: it learns teams, and nothing of their cases.
create function teams_with_desk_alarms(at timestamptz, most integer) returns setof uuid
language sql stable security definer set search_path = public as $$
  select team_id from desk_cases where alarm_at <= at group by team_id order by min(alarm_at) limit most
$$;
