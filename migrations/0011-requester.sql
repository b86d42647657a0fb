-- What the requester's door keeps beside the log. None of it is the truth of a case: what somebody has begun to
-- write, which signatures were seen, how often somebody came.

-- Which account follows a case; a projection, as the rest of the line.
alter table queue add column account text;
create index queue_by_account on queue (account, received_on) where account is not null;

-- A request that is being written, encrypted under a key of the office. Thirty days after the last word it goes.
create table request_draft (
  id uuid primary key,
  member text not null,
  sealed bytea not null,
  saved_at timestamptz not null
);
create index request_draft_member on request_draft (member, saved_at);
create index request_draft_saved on request_draft (saved_at);

-- A key somebody says is theirs, until they have opened what was sealed to it.
create table key_challenge (
  member text primary key,
  recipient text not null,
  -- SHA-256 of the code that stands in the sealed file.
  code bytea not null check (octet_length(code) = 32),
  -- The sealed file, as text.
  sealed text not null,
  tries integer not null default 0,
  expires_at timestamptz not null
);

-- Each signed request once, whichever process it came to: what was seen is kept for as long as it could be used.
create table seen_nonce (
  -- SHA-256 of the key's id and the nonce.
  nonce bytea primary key check (octet_length(nonce) = 32),
  expires_at timestamptz not null
);
create index seen_nonce_expires on seen_nonce (expires_at);

-- How often somebody came, by the window of time.
create table pace (
  who text not null,
  since timestamptz not null,
  count integer not null,
  primary key (who, since)
);
create index pace_since on pace (since);

grant select, insert, update, delete on request_draft, key_challenge, seen_nonce, pace to postern_app;
