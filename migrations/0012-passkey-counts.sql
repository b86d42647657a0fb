-- The most that each passkey's device ever said of how often it has signed. A hint that a key may have been copied,
-- recorded where a count falls; nothing is refused for it, and the log does not rest on it.
create table passkey_count (
  -- Verifier key.
  key text primary key,
  highest bigint not null check (highest > 0)
);
grant select, insert, update on passkey_count to postern_app, postern_desk;
