-- By what the reporter of a case comes back: SHA-256 of a random passphrase. The one that came with the report is also
-- what tells two copies of it from two reports; a case that begins anew after a dispute takes the passphrase along.
create table desk_passphrases (
  case_id  uuid primary key references desk_cases on delete cascade,
  team_id  uuid not null,
  digest   bytea not null,
  is_first boolean not null
);
create unique index desk_passphrases_once on desk_passphrases (team_id, digest) where is_first;
create index desk_passphrases_by_digest on desk_passphrases (team_id, digest);
select isolate_by_team('desk_passphrases');
