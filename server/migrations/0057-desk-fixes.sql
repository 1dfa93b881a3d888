-- The supported branches that a case concerns, each with its patch once there is one. The evidence of its tests is bound
-- to the digest of exactly this patch.
create table desk_branches (
  case_id     uuid not null references desk_cases on delete cascade,
  number      integer not null,
  team_id     uuid not null,
  name        bytea not null,
  -- SHA-256 of the patch.
  digest      bytea,
  patch_bytes integer check ((patch_bytes is null) = (digest is null)),
  patch       bytea check ((patch is null) = (digest is null)),
  added_by    uuid references members,
  added_at    timestamptz check ((added_at is null) = (digest is null)),
  evidence    bytea check (evidence is null or digest is not null),
  tested_at   timestamptz check ((tested_at is null) = (evidence is null)),
  primary key (case_id, number)
);
select isolate_by_team('desk_branches');

-- What the reporter said of the patches. `digest` is that of all patches together, in the order of the branches.
create table desk_retests (
  case_id  uuid not null references desk_cases on delete cascade,
  asked_at timestamptz not null,
  team_id  uuid not null,
  digest   bytea not null,
  outcome  text check (outcome in ('verified', 'declined', 'failed')),
  said_at  timestamptz check ((said_at is null) = (outcome is null)),
  primary key (case_id, asked_at)
);
select isolate_by_team('desk_retests');

-- CVE IDs that are reserved for a case. `digest` is keyed: it tells that an ID is used twice, and not which.
create table desk_cves (
  case_id     uuid not null references desk_cases on delete cascade,
  number      integer not null,
  team_id     uuid not null,
  digest      bytea not null,
  cve         bytea not null,
  issue       bytea not null,
  state       text not null check (state in ('reserved', 'rejected')),
  recorded_by uuid not null references members,
  recorded_at timestamptz not null,
  primary key (case_id, number),
  unique (team_id, digest)
);
select isolate_by_team('desk_cves');
