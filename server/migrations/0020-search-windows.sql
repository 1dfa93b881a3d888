-- GIN's operators are not leakproof, so under row-level security the planner would not use the index. This function
-- runs as the tables' owner and repeats the policy itself. Messages of two channels may have the same ts, so a page
-- ends at a place, not at a ts.
create or replace function messages_with_terms(
  wanted bigint[], in_channels uuid[], before bigint, before_channel uuid, since bigint, by_authors uuid[],
  but_authors uuid[], with_reaction boolean, with_thread boolean, in_thread boolean, most integer)
returns table (channel_id uuid, ts bigint)
language plpgsql stable security definer set search_path = public as $$
declare
  team constant uuid := nullif(current_setting('wardroom.team', true), '')::uuid;
  hits constant text := '
    select m.channel_id, m.ts from messages m
    where m.terms @> $1 and m.team_id = $9 and m.deleted_at is null
      and m.ts <= $3 and (m.ts, m.channel_id) < ($3, $10) and m.ts >= $4
      and ($5 is null or m.author_id = any($5)) and m.author_id <> all($12)
      and ($6 is null or (m.reaction_count > 0) = $6) and ($7 is null or (m.reply_count > 0) = $7)
      and ($13 is null or (m.thread_ts is not null or m.reply_count > 0) = $13)';
  latest constant text := '
    select h.channel_id, h.ts from hits h
    where h.channel_id = any($2)
    order by h.ts desc, h.channel_id desc limit $8';
  old bigint;
  older bigint;
  found_new integer;
  found_more integer;
begin
  -- The terms' index would give every place of a frequent word, to be sorted, but that word is among the newest
  -- messages as well: these are read first, by their time.
  select m.ts into old from messages m
  where m.team_id = team and m.ts <= before order by m.ts desc offset 4000 limit 1;
  -- EXECUTE plans for these very values: a generic plan would walk the primary key backwards.
  return query execute 'with hits as (' || hits || ' and m.ts > $11)' || latest
  using wanted, in_channels, before, since, by_authors, with_reaction, with_thread, most, team, before_channel,
        coalesce(old, -1), but_authors, in_thread;
  get diagnostics found_new = row_count;
  if found_new >= most or old is null or old < since then return; end if;

  -- Words that are there often enough to be found among four times as many are not looked up either.
  if found_new * 5 >= most then
    select m.ts into older from messages m
    where m.team_id = team and m.ts <= old order by m.ts desc offset 16000 limit 1;
    return query execute 'with hits as (' || hits || ' and m.ts > $11 and m.ts <= $14)' || latest
    using wanted, in_channels, before, since, by_authors, with_reaction, with_thread, most - found_new, team,
          before_channel, coalesce(older, -1), but_authors, in_thread, old;
    get diagnostics found_more = row_count;
    found_new := found_new + found_more;
    if found_new >= most or older is null or older < since then return; end if;
    old := older;
  end if;

  return query execute 'with hits as materialized (' || hits || ' and m.ts <= $11)' || latest
  using wanted, in_channels, before, since, by_authors, with_reaction, with_thread, most - found_new, team,
        before_channel, old, but_authors, in_thread;
end $$;
