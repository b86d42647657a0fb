-- Several agencies in one office, each behind its own wall; and what the desk looks for in the queue.
--
-- A connection that works for the people of one agency takes on the role `postern_desk` and says which agency it is
-- (`-c role=postern_desk -c postern.agency=ma-dta`). Row-level security then shows it that agency's rows and the
-- office's own stream, whatever the statement asks for. Without an agency, or with another's name, it sees nothing.

do $$
begin
  create role postern_desk nologin;
exception when duplicate_object or unique_violation then null;
end $$;

create function current_agency() returns text stable parallel safe language sql
  return nullif(current_setting('postern.agency', true), '');

-- Whose a stream is. The line stays when the case is forgotten, so that no agency can take the place of another's.
-- The office's own stream has none, and neither has what only the system may see.
create table stream_agency (
  stream uuid primary key,
  agency text not null
);
insert into stream_agency select stream, agency from queue;

-- What the desk's queue shows and filters by. `postern rebuild` fills these for cases that are here already.
alter table queue
  add column assignee text,
  -- second-approval, requester, counsel, log.
  add column waiting_for text,
  -- Matters for which nothing of the case may be destroyed.
  add column holds integer not null default 0,
  add column due_what text,
  -- Every deadline of the last decision, a line each: the day, a space, what falls due.
  add column deadlines text not null default '',
  add column last_type text not null default '',
  -- What the desk sorts by. Its comparisons tell nothing of other agencies' rows, so that an index may answer them
  -- before row-level security has looked: PostgreSQL trusts none to, but columns and plain comparisons.
  add column open boolean not null generated always as (closed_on is null) stored,
  add column due_key date not null generated always as (coalesce(due_on, 'infinity')) stored,
  add column moved_on text not null generated always as (left(last_at, 10)) stored;
alter table queue alter column holds drop default, alter column deadlines drop default, alter column last_type drop default;

-- No index on what every event changes: a line that stays in its indexes is written again where it stands.
drop index queue_open;
create index queue_by_due on queue (agency, due_key, number) where open;
create index queue_by_receipt on queue (agency, open, received_on, number);
create index queue_by_move on queue (agency, open, moved_on, number);
create index queue_by_assignee on queue (agency, assignee, due_key, number) where open and assignee is not null;
create index queue_by_waiting on queue (agency, waiting_for, due_key, number) where open and waiting_for is not null;
create index queue_by_hold on queue (agency, due_key, number) where open and holds > 0;

-- A case by a name, a docket or a reference in it: found by keyed tokens of whole words, and by nothing else.
-- A projection, as those before it.
create table search (
  token bytea not null check (octet_length(token) = 16),
  stream uuid not null,
  primary key (token, stream)
);
create index search_stream on search (stream);

-- What a member of staff keeps for themselves. No truth, and nothing about anybody else.
create table desk_view (
  agency text not null,
  member text not null,
  name text not null,
  -- The filters, as they stand in the address bar.
  query text not null,
  primary key (member, name)
);
create table desk_setting (
  member text primary key,
  agency text not null,
  keys_off boolean not null default false,
  -- SHA-256 of the secret in the address of their calendar feed; whoever has the address reads the feed.
  feed bytea unique check (octet_length(feed) = 32)
);
-- What somebody just looked for by name: the cases found, and not what was typed.
create table desk_search (
  -- SHA-256 of the id in the address.
  id bytea primary key check (octet_length(id) = 32),
  agency text not null,
  member text not null,
  streams uuid[] not null,
  expires_at text not null
);
create index desk_search_expiry on desk_search (expires_at);

grant select, insert, update, delete on desk_view, desk_setting, desk_search to postern_app, postern_desk;

grant select, insert on stream_agency to postern_app, postern_keeper;
grant select, insert on search to postern_app;
grant select, insert, update, delete, truncate on search to postern_keeper;

-- The desk's role may do what the product's own role may, and no more.
grant select, insert on event, stream_agency, case_key, person_key, rule_set, timeline, accounting, search to postern_desk;
grant select, insert, update on job, queue to postern_desk;
grant select on forgotten to postern_desk;
grant select on log_head to postern_desk;
grant update (size, frontier) on log_head to postern_desk;

alter table event enable row level security;
alter table stream_agency enable row level security;
alter table case_key enable row level security;
alter table person_key enable row level security;
alter table job enable row level security;
alter table timeline enable row level security;
alter table queue enable row level security;
alter table accounting enable row level security;
alter table search enable row level security;
alter table forgotten enable row level security;
alter table desk_view enable row level security;
alter table desk_setting enable row level security;
alter table desk_search enable row level security;

do $$
declare
  name text;
  office constant text := quote_literal('00000000-0000-4000-8000-000000000000');
begin
  foreach name in array
    array['event', 'stream_agency', 'case_key', 'person_key', 'job', 'timeline', 'queue', 'accounting', 'search',
      'forgotten', 'desk_view', 'desk_setting', 'desk_search']
  loop
    -- System jobs, the log and the keeper see the whole.
    execute format('create policy whole on %I to postern_app, postern_keeper using (true) with check (true)', name);
  end loop;
  -- These say themselves whose they are.
  foreach name in array array['stream_agency', 'queue', 'desk_view', 'desk_setting', 'desk_search'] loop
    execute format(
      'create policy own_agency on %I to postern_desk using (agency = current_agency()) with check (agency = current_agency())',
      name);
  end loop;
  -- These are their stream's; one policy for reading and writing.
  foreach name in array array['event', 'case_key', 'person_key', 'job', 'timeline', 'accounting', 'search', 'forgotten'] loop
    execute format(
      'create policy own_agency on %1$I to postern_desk using (exists (
        select from stream_agency as whose where whose.stream = %1$I.stream and whose.agency = current_agency()))',
      name);
  end loop;
  -- Staff and rules are the whole office's. Its key is made once, by the system.
  foreach name in array array['event', 'timeline', 'person_key'] loop
    execute format(
      'create policy office on %I to postern_desk using (stream = %s and current_agency() is not null)', name, office);
  end loop;
  execute format(
    'create policy office on case_key for select to postern_desk using (stream = %s and current_agency() is not null)',
    office);
end $$;
