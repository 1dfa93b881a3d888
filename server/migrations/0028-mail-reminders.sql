-- Reminders that came and that the next mail to their member may count.
create table mail_reminders (
  reminder_id uuid primary key references reminders on delete cascade,
  member_id   uuid not null references members,
  team_id     uuid not null,
  noted_at    timestamptz not null
);
create index mail_reminders_of_member on mail_reminders (member_id);
select isolate_by_team('mail_reminders');
