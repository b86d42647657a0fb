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
-- The desk shows how far it has come.
grant select on bulk_range to postern_desk;

alter table bulk_range enable row level security;
create policy whole on bulk_range to postern_app using (true) with check (true);
create policy own_agency on bulk_range for select to postern_desk using (
  stream in (select whose.stream from stream_agency as whose where whose.agency = current_agency()));
