-- Links by mail into a case, for reporters who write by mail. By the digest of a random token; each opens the case once.
create table desk_reporter_links (
  digest  bytea primary key,
  team_id uuid not null,
  case_id uuid not null references desk_cases on delete cascade,
  ends_at timestamptz not null,
  used_at timestamptz
);
create index desk_reporter_links_by_case on desk_reporter_links (case_id);
create index desk_reporter_links_by_end on desk_reporter_links (team_id, ends_at);
select isolate_by_team('desk_reporter_links');

-- Whether anybody was ever told the passphrase: those that came with a mail were made for nobody, until a reporter has one
-- made anew on the page of the case. From then on no link into it is mailed.
alter table desk_passphrases add column is_known boolean not null default true;
alter table desk_passphrases alter column is_known drop default;
