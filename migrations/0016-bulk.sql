-- Preparations of listed members that are under way: what each range came to, sealed under a key that only the case's
-- events hold. Nobody's truth: what is lost here is read again.
create table bulk_range (
  preparation uuid not null,
  stream uuid not null,
  range integer not null check (range >= 0),
  at timestamptz not null default now(),
  sealed bytea not null,
  primary key (preparation, range)
);
grant select, insert, delete on bulk_range to postern_app;
grant select on bulk_range to postern_desk;
