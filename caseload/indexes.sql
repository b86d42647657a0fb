-- After loading: keys, the indexes that matching and releases use, and row security, so that a release's
-- roles see only the rows that their policies name. The owner of the tables is not bound by it.

ALTER TABLE person ADD PRIMARY KEY (person_id);
ALTER TABLE enrollment ADD PRIMARY KEY (person_id, program_code);
ALTER TABLE eligibility_case ADD PRIMARY KEY (case_id);

CREATE INDEX ON person (household_id);
CREATE INDEX ON person (ssn);
CREATE INDEX ON person (birth_date);
CREATE INDEX ON person (lower(regexp_replace(normalize(last_name, NFKD), '[^A-Za-z0-9]', '', 'g')));
CREATE INDEX ON enrollment (case_id);
CREATE INDEX ON enrollment (member_id);
CREATE INDEX ON alias (person_id);
CREATE INDEX ON person_image (person_id);
CREATE INDEX ON address (household_id);
CREATE INDEX ON address_confidentiality (person_id);
CREATE INDEX ON protected_status (person_id);
CREATE INDEX ON issuance (case_id);
CREATE INDEX ON application (case_id);
CREATE INDEX ON determination (case_id);
CREATE INDEX ON case_note (case_id);
CREATE INDEX ON notice (case_id);
CREATE INDEX ON ebt_card (case_id);
CREATE INDEX ON ebt_transaction (case_id);
CREATE INDEX ON income (person_id);
CREATE INDEX ON asset (person_id);
CREATE INDEX ON bank_account (person_id);
CREATE INDEX ON immigration (person_id);
CREATE INDEX ON immigration_document (person_id);
CREATE INDEX ON condition (person_id);
CREATE INDEX ON claim (person_id);
CREATE INDEX ON disability (person_id);
CREATE INDEX ON tax_record (person_id);
CREATE INDEX ON ssa_record (person_id);
CREATE INDEX ON treatment_record (person_id);
CREATE INDEX ON school_record (person_id);

DO $$
DECLARE
  held text;
BEGIN
  FOR held IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', held);
  END LOOP;
END
$$;
