-- A synthetic caseload, shaped like the database of a real eligibility system. Run with the search path set to
-- the agency's schema. Nobody in it is real: see `synthetic` on every person, and the identifiers, which
-- cannot belong to anybody (Social Security area 000 or 666, telephone 555-01xx, example.org, SYN- numbers).
--
-- Keys and indexes are added after loading (indexes.sql).

CREATE TABLE person (
  person_id text NOT NULL,
  household_id text NOT NULL,
  last_name text NOT NULL,
  first_name text NOT NULL,
  middle_name text,
  suffix text,
  birth_date date NOT NULL,
  birth_place text,
  sex text,
  race_ethnicity text,
  language_code text,
  relationship text NOT NULL,
  ssn text,
  phone text,
  email text,
  citizenship_code text NOT NULL,
  deceased_on date,
  in_foster_care boolean NOT NULL DEFAULT false,
  synthetic boolean NOT NULL DEFAULT true CHECK (synthetic)
);

CREATE TABLE alias (person_id text NOT NULL, last_name text NOT NULL, first_name text NOT NULL);

CREATE TABLE person_image (person_id text NOT NULL, kind text NOT NULL, content bytea NOT NULL);

CREATE TABLE address (
  household_id text NOT NULL,
  kind text NOT NULL, -- H home, M mailing
  street text NOT NULL,
  unit text,
  town text NOT NULL,
  state text NOT NULL,
  zip text NOT NULL
);

-- Participants of the state's address confidentiality program, with the address that stands for theirs.
CREATE TABLE address_confidentiality (
  person_id text NOT NULL,
  participant_no text NOT NULL,
  street text NOT NULL,
  town text NOT NULL,
  state text NOT NULL,
  zip text NOT NULL
);

CREATE TABLE protected_status (person_id text NOT NULL, kind text NOT NULL); -- VAWA, T, U

CREATE TABLE eligibility_case (
  case_id text NOT NULL,
  household_id text NOT NULL,
  program_code text NOT NULL,
  opened_on date NOT NULL,
  closed_on date
);

CREATE TABLE enrollment (
  person_id text NOT NULL,
  program_code text NOT NULL,
  case_id text NOT NULL,
  member_id text NOT NULL,
  status_code text NOT NULL, -- A active, P pending, C closed, N not applying
  started_on date,
  ended_on date
);

CREATE TABLE issuance (case_id text NOT NULL, month date NOT NULL, amount numeric(9, 2) NOT NULL);

CREATE TABLE application (case_id text NOT NULL, filed_on date NOT NULL, channel text NOT NULL);

CREATE TABLE determination (
  case_id text NOT NULL,
  decided_on date NOT NULL,
  outcome text NOT NULL,
  reason text NOT NULL
);

CREATE TABLE case_note (case_id text NOT NULL, written_at timestamptz NOT NULL, author text NOT NULL, body text NOT NULL);

CREATE TABLE notice (case_id text NOT NULL, sent_on date NOT NULL, kind text NOT NULL);

CREATE TABLE ebt_card (case_id text NOT NULL, card_number text NOT NULL);

CREATE TABLE ebt_transaction (
  case_id text NOT NULL,
  occurred_at timestamptz NOT NULL,
  kind text NOT NULL,
  amount numeric(9, 2) NOT NULL,
  merchant text NOT NULL,
  town text NOT NULL
);

CREATE TABLE income (
  person_id text NOT NULL,
  kind text NOT NULL, -- WAGES, UNEMPLOYMENT, CHILD SUPPORT, PENSION
  employer text,
  monthly numeric(9, 2) NOT NULL,
  since date NOT NULL
);

CREATE TABLE asset (person_id text NOT NULL, kind text NOT NULL, value numeric(11, 2) NOT NULL);

CREATE TABLE bank_account (person_id text NOT NULL, bank text NOT NULL, account_number text NOT NULL);

CREATE TABLE immigration (
  person_id text NOT NULL,
  status_code text NOT NULL,
  a_number text,
  entered_on date,
  sponsor text
);

CREATE TABLE immigration_document (person_id text NOT NULL, kind text NOT NULL, number text NOT NULL, expires_on date);

CREATE TABLE condition (person_id text NOT NULL, description text NOT NULL, noted_on date NOT NULL);

CREATE TABLE claim (
  person_id text NOT NULL,
  claim_number text NOT NULL,
  service_on date NOT NULL,
  service text NOT NULL,
  provider text NOT NULL,
  provider_town text NOT NULL,
  paid numeric(9, 2) NOT NULL
);

CREATE TABLE disability (person_id text NOT NULL, determination text NOT NULL, since date NOT NULL);

-- Records that came from elsewhere and keep a law of their own.
CREATE TABLE tax_record (person_id text NOT NULL, tax_year integer NOT NULL, adjusted_gross_income numeric(11, 2) NOT NULL);

CREATE TABLE ssa_record (person_id text NOT NULL, benefit text NOT NULL, monthly numeric(9, 2) NOT NULL);

CREATE TABLE treatment_record (person_id text NOT NULL, program_name text NOT NULL, admitted_on date NOT NULL);

CREATE TABLE school_record (person_id text NOT NULL, school text NOT NULL, grade integer NOT NULL);
