-- Publication of the log: what was signed, who cosigned it, and since when a witness is waited for.
--
-- Each step leaves a row and none is ever changed, so that a publisher that died between two steps finds
-- out which was the last one. Nothing here is about a person or a case.

-- Which root belongs to a size, settled before anything is signed: the log key never signs two.
create table checkpoint (
  size bigint primary key check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  claimed_at text not null
);

create table checkpoint_signature (
  size bigint primary key references checkpoint,
  -- The signed note as it goes to the witnesses.
  note text not null
);

create table checkpoint_cosignature (
  size bigint not null references checkpoint_signature,
  -- Verifier key of the witness.
  witness text not null,
  -- Its signature line, verified before it was stored.
  line text not null,
  primary key (size, witness)
);
create index checkpoint_cosignature_witness on checkpoint_cosignature (witness, size);

-- The policy's quorum has cosigned. Delivery waits for one of these that holds its leaf.
create table checkpoint_publication (
  size bigint primary key references checkpoint_signature,
  -- The note with the cosignatures, as it was published.
  note text not null,
  published_at text not null
);

create trigger checkpoint_is_append_only before update or delete or truncate on checkpoint
  for each statement execute function refuse_change();
create trigger checkpoint_signature_is_append_only before update or delete or truncate on checkpoint_signature
  for each statement execute function refuse_change();
create trigger checkpoint_cosignature_is_append_only before update or delete or truncate on checkpoint_cosignature
  for each statement execute function refuse_change();
create trigger checkpoint_publication_is_append_only before update or delete or truncate on checkpoint_publication
  for each statement execute function refuse_change();

-- How it stands with each witness: the last answer, and since when there was no good one.
create table witness_contact (
  -- Verifier key of the witness.
  witness text primary key,
  asked_at text not null,
  -- In the words of src/log/witnessing.ts.
  answer text not null,
  -- Null while it cosigns.
  failing_since text
);

grant select, insert on checkpoint, checkpoint_signature, checkpoint_cosignature, checkpoint_publication to postern_app;
grant select, insert, update on witness_contact to postern_app;
