-- The ledger: one gapless sequence of events, the keys that open them, and the tables that people read.
--
-- Nothing in `event` is in clear but the case's random id, its counter and the commitment: type, time,
-- actor and payload are inside the envelope, encrypted before they reach this server.

-- Roles belong to the whole cluster, so another database may have made them already, or be making them now.
do $$
begin
  create role postern_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  create role postern_keeper nologin;
exception when duplicate_object or unique_violation then null;
end $$;

create table event (
  -- Index of the leaf in the public tree.
  seq bigint primary key check (seq >= 0),
  -- Both null in a padding entry, which commits to nothing.
  stream uuid,
  n integer check (n >= 1),
  -- What the log publishes: 32 bytes (src/formats/commitment.ts).
  entry bytea not null check (octet_length(entry) = 32),
  -- Ciphertext (src/formats/envelope.ts).
  envelope bytea,
  unique (stream, n),
  check ((stream is null) = (n is null) and (stream is null) = (envelope is null))
);
-- Ciphertext does not compress.
alter table event alter column envelope set storage external;

-- One row. Every append locks it, so that all processes share one sequence.
create table log_head (
  one boolean primary key default true check (one),
  size bigint not null check (size >= 0),
  -- Roots of the complete subtrees of the tree of this size, largest first, 32 bytes each.
  frontier bytea not null check (octet_length(frontier) % 32 = 0),
  -- New keys are wrapped under this generation of the root key and no other; 0 before the first.
  root_generation integer not null check (root_generation >= 0)
);
insert into log_head values (true, 0, '', 0);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the % table is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger event_is_append_only before update or delete or truncate on event
  for each statement execute function refuse_change();
create trigger log_head_stays before delete or truncate on log_head
  for each statement execute function refuse_change();

create function refuse_shrinking() returns trigger language plpgsql as $$
begin
  raise exception 'the log cannot shrink from % to %', old.size, new.size using errcode = 'restrict_violation';
end $$;
create trigger log_head_grows before update on log_head
  for each row when (new.size < old.size or new.root_generation < old.root_generation)
  execute function refuse_shrinking();

-- Keys, wrapped by the root key. Destroying a row forgets the case and leaves its entries standing.
create table case_key (
  stream uuid primary key,
  generation integer not null check (generation >= 1),
  wrapped bytea not null
);
create table person_key (
  stream uuid not null,
  -- HMAC of the person's ref under the case key: even a ref is nobody's business here.
  person bytea not null check (octet_length(person) = 16),
  generation integer not null check (generation >= 1),
  wrapped bytea not null,
  primary key (stream, person)
);

-- Work that an event calls for, committed with it. Holds no payload: who does it opens the case.
create table job (
  stream uuid not null,
  kind text not null,
  key text not null,
  due_at text not null,
  done_at text,
  primary key (stream, kind, key)
);
create index job_due on job (due_at) where done_at is null;

-- Projections from here on: `postern rebuild` makes them again from the events, byte for byte.

create table timeline (
  seq bigint primary key,
  stream uuid not null,
  n integer not null,
  -- Null once the case was forgotten.
  type text,
  at text,
  actor text
);

create table queue (
  stream uuid primary key,
  number text not null unique,
  agency text not null,
  status text not null,
  received_on date not null,
  requester_kind text not null,
  organization text not null,
  purposes text not null,
  programs text not null,
  people integer not null,
  disposition text,
  released integer,
  held integer,
  denied integer,
  due_on date,
  closed_on date,
  n integer not null,
  last_at text not null
) with (fillfactor = 80);
create index queue_open on queue (due_on, number) where closed_on is null;
create index queue_closed on queue (closed_on) where closed_on is not null;

-- Who was asked about, found by a keyed token and never by name; what was asked is opened from the events.
create table accounting (
  token bytea not null check (octet_length(token) = 32),
  stream uuid not null,
  seq bigint not null,
  primary key (token, stream)
);
create index accounting_stream on accounting (stream);

create table forgotten (
  stream uuid primary key,
  -- The event that says who destroyed the keys, and when.
  seq bigint not null
);

grant select, insert on event to postern_app;
grant select, update on log_head to postern_app;
grant select, insert on case_key, person_key to postern_app;
grant select, insert, update on job to postern_app;
grant select, insert, update on timeline, queue, accounting, forgotten to postern_app;

grant select, insert on event to postern_keeper;
grant select, update on log_head to postern_keeper;
grant select, insert, update, delete on case_key, person_key, job to postern_keeper;
grant select, insert, update, delete, truncate on timeline, queue, accounting, forgotten to postern_keeper;
