-- All that operators see of teams. A unit of work for the deployment finds no row of any team, so this runs as the
-- tables' owner; what it gives is in its head: no column of it can hold what somebody wrote.
create function team_sizes(beyond uuid, most integer)
returns table (id uuid, name text, created_at timestamptz, members bigint, bytes bigint)
language sql stable security definer set search_path = public as $$
  select t.id, t.name, t.created_at,
         (select count(*) from members m
          where m.team_id = t.id and m.role <> 'bot' and m.deactivated_at is null),
         (select coalesce(sum(b.stored), 0)::bigint from blobs b where b.team_id = t.id)
  from teams t
  where current_setting('wardroom.team', true) = '00000000-0000-0000-0000-000000000000'
    and (beyond is null or t.id > beyond)
  order by t.id limit most
$$;

-- How much the database takes in all.
create function store_bytes() returns bigint
language sql stable security definer set search_path = public as $$
  select pg_database_size(current_database())
$$;
