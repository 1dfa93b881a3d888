-- Mails to a security desk, as they came in: sealed, counted and committed before anything of them is understood.
-- `unread`: a job is still to read it. `held`: for a person to decide. `filed`: in a case. `put-away`: a person did.
create table desk_mails (
  id          uuid primary key,
  team_id     uuid not null references teams,
  -- The desk's address that it was sent to.
  recipient   text not null,
  -- SHA-256 of what came in, and how many bytes it has: by it a mail that is handed over twice is one.
  digest      bytea not null,
  bytes       integer not null,
  -- Sealed: from whom, from where and how, as whoever handed it over said.
  envelope    bytea not null,
  received_at timestamptz not null,
  state       text not null check (state in ('unread', 'held', 'filed', 'put-away')),
  held_for    text check (held_for is not null or state <> 'held'),
  -- Sealed: what was read of it, for who decides and for who looks at the letter that it became.
  reading     bytea check (reading is not null or state in ('unread', 'put-away')),
  -- The case that it is in; the number of the letter that it became, null of a report.
  case_id     uuid references desk_cases on delete set null,
  letter      integer,
  decided_by  uuid references members,
  decided_at  timestamptz,
  -- After this it is deleted, with its key.
  keep_until  timestamptz
);
create index desk_mails_twice on desk_mails (team_id, digest, recipient);
create index desk_mails_waiting on desk_mails (team_id, received_at) where state in ('unread', 'held');
create index desk_mails_by_case on desk_mails (case_id) where case_id is not null;
create index desk_mails_by_end on desk_mails (team_id, keep_until) where keep_until is not null;
select isolate_by_team('desk_mails');

-- The bytes of a mail in sealed parts.
create table desk_mail_parts (
  mail_id uuid not null references desk_mails on delete cascade,
  part    integer not null,
  team_id uuid not null,
  sealed  bytea not null,
  primary key (mail_id, part)
);
select isolate_by_team('desk_mail_parts');

-- Whoever hands mail over is no team yet: which desk is at an address, and nothing else of it. An address that a desk
-- once published stays its own, so that answers to old letters arrive. A domain that a team has proven to hold is no
-- other team's; apart from that, the address that is published now goes before a former one, the house team before
-- others, and who published it first before who did later.
create function team_of_desk_address(wanted text) returns uuid
language sql stable security definer set search_path = public as $$
  with named as (
    select p.team_id, min(p.set_at) as since,
           bool_or(p.version = (select max(l.version) from desk_policies l where l.team_id = p.team_id)) as is_current
    from desk_policies p where lower(p.policy->>'address') = lower(wanted) group by p.team_id
  )
  select n.team_id from named n join teams t on t.id = n.team_id
  where not exists (
    select from claimed_domains d
    where d.domain = lower(substring(wanted from '[^@]+$')) and d.proven_at is not null and d.team_id <> n.team_id)
  order by n.is_current desc, t.is_house desc, n.since, n.team_id limit 1
$$;
