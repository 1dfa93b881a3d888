-- How letters of cases went out by mail, each attempt once: written down before the mail is handed over, so that none goes
-- out twice, and after it. `begun` that stays: nobody knows whether it was handed over. `withheld`: there was a reason
-- not to send it. `message_id`: by which an answer to it is told from any other mail.
create table desk_deliveries (
  case_id    uuid not null references desk_cases on delete cascade,
  letter     integer not null,
  attempt    integer not null,
  team_id    uuid not null,
  -- `receipt`: written by a program, with no word of the report.
  how        text not null check (how in ('encrypted', 'link', 'receipt')),
  state      text not null check (state in ('begun', 'sent', 'kept', 'failed', 'withheld')),
  why        text check (why is not null or state not in ('failed', 'withheld')),
  message_id text check (message_id is not null or state = 'withheld'),
  -- Under a key of the team: tells equal addresses, and no address.
  recipient  bytea not null,
  begun_at   timestamptz not null,
  ended_at   timestamptz,
  primary key (case_id, letter, attempt)
);
create unique index desk_deliveries_by_message on desk_deliveries (team_id, message_id);
create index desk_deliveries_receipts on desk_deliveries (team_id, recipient, begun_at) where how = 'receipt';
select isolate_by_team('desk_deliveries');
