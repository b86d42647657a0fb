/** Who somebody says they are: the same few questions on every page that asks, and one reading of the answers. */
import type { Identity, Languages } from '#person/events.ts'
import type { Form, Problems } from '../form.ts'
import { CheckboxGroup } from '../layout/choices.tsx'
import { DateField, readDate, typedDate } from '../layout/date-field.tsx'
import { Field, Select } from '../layout/form.tsx'
import { T, type Child } from '../layout/said.tsx'
import { Details } from '../layout/text.tsx'
import { isLocale, languageNames, locales, type Locale } from '../words/locales.ts'
import type { Words } from '../words/words.ts'
import { agencyKey } from './agencies.ts'

const longestName = 100

interface FieldsProps {
  readonly form: Form
  readonly problems: Problems
  readonly agencies: readonly string[]
  readonly locale: Locale
  /** Nobody has to say who they are here. */
  readonly optional?: boolean
}

export function NameAndBirth({ form, problems, optional }: Pick<FieldsProps, 'form' | 'problems' | 'optional'>): Child {
  const required = optional === true ? {} : { required: true }
  return (
    <>
      <Field
        name="given"
        label={<T k="person.identity.given" />}
        value={form.text('given')}
        problem={problems['given']}
        maxlength={longestName}
        {...required}
      />
      <Field
        name="family"
        label={<T k="person.identity.family" />}
        hint={<T k="person.identity.family.hint" />}
        value={form.text('family')}
        problem={problems['family']}
        maxlength={longestName}
        {...required}
      />
      <DateField
        name="born"
        legend={<T k="person.identity.born" />}
        value={typedDate(form, 'born')}
        problem={problems['born']}
        {...required}
      />
    </>
  )
}

export function AgencyChoice({ form, problems, agencies }: Omit<FieldsProps, 'locale'>): Child {
  return (
    <CheckboxGroup
      name="agency"
      legend={<T k="person.identity.agency" />}
      hint={<T k="person.identity.agency.hint" />}
      options={agencies.map((agency) => ({
        value: agency,
        text: <T k={agencyKey(agency)} />,
        hint: <T k={agencyKey(agency, '.hint')} />,
      }))}
      values={form.all('agency')}
      problem={problems['agency']}
      required
    />
  )
}

/** What nobody has to say, folded away unless something in it is wrong. */
export function MoreAboutMe({ form, problems }: Pick<FieldsProps, 'form' | 'problems'>): Child {
  const wrong = problems['case'] !== undefined || problems['digits'] !== undefined
  return (
    <Details summary={<T k="person.identity.more" />} open={wrong}>
      <p>
        <T k="person.identity.more.text" />
      </p>
      <Field
        name="case"
        label={<T k="person.identity.case" />}
        hint={<T k="person.identity.case.hint" />}
        value={form.text('case')}
        problem={problems['case']}
        width="medium"
        maxlength={40}
        spellcheck={false}
      />
      <Field
        name="digits"
        label={<T k="person.identity.digits" />}
        hint={<T k="person.identity.digits.hint" />}
        value={form.text('digits')}
        problem={problems['digits']}
        width="short"
        inputmode="numeric"
        maxlength={4}
        spellcheck={false}
      />
    </Details>
  )
}

/** Written and spoken, each for itself: many people speak a language that they do not read. */
export function LanguageChoice({ form, problems, locale }: Omit<FieldsProps, 'agencies'>): Child {
  const options = locales.map((value) => ({ value, text: languageNames[value] }))
  return (
    <div class="languages">
      {(['written', 'spoken'] as const).map((which) => (
        <Select
          name={which}
          label={<T k={`person.identity.${which}`} />}
          options={options}
          value={form.text(which) || locale}
          problem={problems[which]}
        />
      ))}
    </div>
  )
}

export function Everything(props: FieldsProps): Child {
  return (
    <>
      <NameAndBirth {...props} />
      {props.agencies.length > 1 && <AgencyChoice {...props} />}
      <MoreAboutMe {...props} />
      <LanguageChoice {...props} />
    </>
  )
}

export interface Read<Value> {
  readonly value: Value | undefined
  readonly problems: Problems
}

/** @param today a person who writes to us has been born */
export function readIdentity(form: Form, { t }: Words, today: string): Read<Identity> {
  const problems: Record<string, string> = {}
  const [given, family, born] = [form.text('given'), form.text('family'), readDate(form, 'born')]
  const [caseNumber, lastDigits] = [form.text('case'), form.text('digits')]
  const name = (field: 'given' | 'family', text: string): void => {
    if (text === '') problems[field] = t(`person.problem.${field}`)
    else if (text.length > longestName) problems[field] = t('person.problem.long', { count: longestName })
  }
  name('given', given)
  name('family', family)
  if (born === undefined || born === '') problems['born'] = t('person.problem.born')
  else if (born > today) problems['born'] = t('person.problem.born-later')
  if (!/^[\p{L}\p{N} ./-]{0,40}$/u.test(caseNumber)) problems['case'] = t('person.problem.case')
  if (!/^(\d{4})?$/.test(lastDigits)) problems['digits'] = t('person.problem.digits')
  if (born === undefined || Object.keys(problems).length > 0) return { value: undefined, problems }
  const identity = {
    given,
    family,
    dateOfBirth: born,
    ...(caseNumber === '' ? {} : { caseNumber }),
    ...(lastDigits === '' ? {} : { lastDigits }),
  }
  return { value: identity, problems }
}

/** @param served where one agency alone is served, nobody has to choose */
export function readAgencies(form: Form, { t }: Words, served: readonly string[]): Read<readonly string[]> {
  if (served.length === 1) return { value: served, problems: {} }
  const chosen = served.filter((agency) => form.all('agency').includes(agency))
  if (chosen.length > 0) return { value: chosen, problems: {} }
  return { value: undefined, problems: { agency: t('person.problem.agency') } }
}

export function readLanguages(form: Form, { t }: Words, locale: Locale): Read<Languages> {
  const written = form.text('written') || locale
  const spoken = form.text('spoken') || locale
  const problem = t('person.problem.language')
  const problems = {
    ...(isLocale(written) ? {} : { written: problem }),
    ...(isLocale(spoken) ? {} : { spoken: problem }),
  }
  return { value: Object.keys(problems).length === 0 ? { written, spoken } : undefined, problems }
}
