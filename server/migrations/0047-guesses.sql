-- How often what was guessed, and when the next guess may come. A row stands for an account, a network, a browser or
-- the whole deployment at one door; its key is a hash. Without row-level security: a guess at an account that does not
-- exist is counted like any other, and belongs to no team.
create table guesses (
  key      bytea primary key,
  -- Wrong ones, as many as are not forgotten at the time `at`.
  level    double precision not null,
  at       timestamptz not null,
  opens_at timestamptz not null,
  -- When nothing is left of it.
  ends_at  timestamptz not null
) with (fillfactor = 70);
