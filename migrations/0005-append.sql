-- One flight for an append: a process that left the log where it still stands knows all that an append needs,
-- and sends the whole transaction at once. This is what makes that safe.

-- Take the places from `from_size` on. Fails, and the transaction with it, where the log does not stand there,
-- where its keys are of another generation, and where one of these cases does not stand at its counter or was
-- forgotten. From here to the commit nobody else appends.
create function take_places(
  from_size bigint, from_frontier bytea, of_generation integer, to_size bigint, to_frontier bytea,
  streams uuid[], counters integer[]
) returns void language plpgsql as $$
begin
  update log_head set size = to_size, frontier = to_frontier
    where size = from_size and frontier = from_frontier and root_generation = of_generation;
  if not found then
    raise exception 'the log does not stand at %', from_size using errcode = 'serialization_failure';
  end if;
  -- A statement of its own sees what was committed before the head was ours (READ COMMITTED).
  perform from unnest(streams, counters) as asked (stream, n)
    where (select max(event.n) from event where event.stream = asked.stream) is distinct from nullif(asked.n, 0)
      or asked.n > 0 and (select true from case_key where case_key.stream = asked.stream) is null;
  if found then
    raise exception 'a case does not stand where its append expects it' using errcode = 'serialization_failure';
  end if;
end $$;
