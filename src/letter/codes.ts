/** Codes of the vocabulary in plain words, to stand inside a sentence of a letter. A code without words stands as it is. */
import type { Asker } from './facts.ts'
import type { Language } from './model.ts'

type Words = Readonly<Record<string, readonly [en: string, es: string]>>

const organizations: Words = {
  'ice-ero': ['ICE', 'ICE'],
  'ice-hsi': ['Homeland Security Investigations (part of ICE)', 'Homeland Security Investigations (parte de ICE)'],
  cbp: ['Customs and Border Protection', 'Aduanas y Protección Fronteriza (CBP)'],
  uscis: ['USCIS', 'USCIS'],
  fbi: ['the FBI', 'el FBI'],
  usms: ['the U.S. Marshals', 'el U.S. Marshals Service'],
  'usda-fns': ['the USDA', 'el USDA'],
  'usda-oig': ["the USDA's inspector general", 'el inspector general del USDA'],
  'hhs-cms': ['the federal Medicaid agency', 'la agencia federal de Medicaid'],
  'hhs-oig': ['the inspector general of HHS', 'el inspector general de HHS'],
  ssa: ['Social Security', 'el Seguro Social'],
  gao: ['the Government Accountability Office', 'la Oficina de Responsabilidad del Gobierno (GAO)'],
  'us-attorney': ['a federal prosecutor', 'un fiscal federal'],
  'district-attorney': ['a district attorney', 'un fiscal de distrito'],
  'ma-state-police': ['the Massachusetts State Police', 'la Policía Estatal de Massachusetts'],
  'me-state-police': ['the Maine State Police', 'la Policía Estatal de Maine'],
  'local-police': ['a police department', 'un departamento de policía'],
}

const askers: Words = {
  'federal-law-enforcement': ['a federal officer', 'un agente federal'],
  'state-law-enforcement': ['a state officer', 'un agente estatal'],
  'local-law-enforcement': ['a local officer', 'un agente local'],
  prosecutor: ['a prosecutor', 'un fiscal'],
  court: ['a court', 'un tribunal'],
  'federal-program-agency': ['a federal agency', 'una agencia federal'],
  'federal-auditor': ['a federal auditor', 'un auditor federal'],
  'state-agency': ['another state agency', 'otra agencia estatal'],
  'child-support-agency': ['a child support agency', 'una agencia de manutención de menores'],
  'school-meals-authority': ['a school meals authority', 'una oficina de comidas escolares'],
  attorney: ['a private attorney', 'un abogado particular'],
  representative: ['your representative', 'su representante'],
  'data-subject': ['you', 'usted'],
  'holder-staff': ["this agency's own staff", 'el personal de esta agencia'],
  'medicaid-fraud-control-unit': ['the Medicaid fraud unit', 'la unidad de fraude de Medicaid'],
  other: ['somebody else', 'otra persona u oficina'],
}

const purposes: Words = {
  'civil-immigration-enforcement': ['civil immigration enforcement', 'control civil de inmigración'],
  'criminal-investigation': ['a criminal investigation', 'una investigación penal'],
  'snap-violation-investigation': [
    'an investigation of a SNAP violation',
    'una investigación de una infracción de SNAP',
  ],
  'program-fraud-investigation': ['an investigation of benefits fraud', 'una investigación de fraude de beneficios'],
  'fugitive-apprehension': ['the arrest of a fugitive', 'el arresto de un fugitivo'],
  'warrant-apprehension': ['an arrest on a warrant', 'un arresto por orden judicial'],
  'program-administration': ['the work of a benefits program', 'el trabajo de un programa de beneficios'],
  'eligibility-verification': ['an eligibility check', 'una revisión de elegibilidad'],
  'immigration-status-verification': ['an immigration status check', 'una revisión de estatus migratorio'],
  audit: ['an audit', 'una auditoría'],
  'child-support': ['child support', 'manutención de menores'],
  'civil-litigation': ['a civil lawsuit', 'un juicio civil'],
  'statutory-report': ['a report to immigration authorities', 'un informe a las autoridades de inmigración'],
  'own-record': ["a person's own record", 'el expediente de la propia persona'],
  'child-protection': ['the protection of a child', 'la protección de un menor'],
  'national-security': ['national security', 'seguridad nacional'],
  research: ['research', 'investigación académica'],
  other: ['another purpose', 'otro propósito'],
}

const papers: Words = {
  'judicial-warrant': ['a search warrant of a court', 'una orden de registro de un tribunal'],
  'court-order': ['an order of a court', 'una orden de un tribunal'],
  'part-2-order': [
    'an order of a court on treatment records',
    'una orden de un tribunal sobre expedientes de tratamiento',
  ],
  'judicial-subpoena': ['a subpoena of a court', 'una citación (subpoena) de un tribunal'],
  'grand-jury-subpoena': ['a grand jury subpoena', 'una citación (subpoena) de un gran jurado'],
  'attorney-subpoena': ["an attorney's subpoena", 'una citación (subpoena) de un abogado'],
  'administrative-subpoena': [
    'a subpoena that an agency wrote itself, not a court',
    'una citación (subpoena) escrita por una agencia y no por un tribunal',
  ],
  'administrative-warrant': [
    'a warrant that an immigration officer signed, not a judge',
    'una orden firmada por un agente de inmigración y no por un juez',
  ],
  'immigration-detainer': ['an immigration detainer', 'una solicitud de retención de inmigración'],
  'cited-statute': ['a letter that cites a law', 'una carta que cita una ley'],
  agreement: ['an agreement between agencies', 'un acuerdo entre agencias'],
  consent: ['a consent form', 'un formulario de consentimiento'],
  letter: ['a letter', 'una carta'],
}

const programs: Words = {
  snap: ['SNAP', 'SNAP'],
  tanf: ['cash assistance (TAFDC, TANF)', 'ayuda en efectivo (TAFDC, TANF)'],
  eaedc: ['EAEDC', 'EAEDC'],
  medicaid: ['Medicaid (MassHealth, MaineCare)', 'Medicaid (MassHealth, MaineCare)'],
  chip: ["children's health insurance", 'seguro de salud para menores'],
  wic: ['WIC', 'WIC'],
  liheap: ['heating assistance', 'ayuda para calefacción'],
  'general-assistance': ['General Assistance', 'General Assistance'],
  'child-care': ['child care assistance', 'ayuda para el cuidado de niños'],
  housing: ['housing assistance', 'ayuda de vivienda'],
  'wage-match': ['the wage reporting system', 'el sistema de informes de salarios'],
}

const elements: Words = {
  name: ['name', 'nombre'],
  alias: ['other names', 'otros nombres'],
  'date-of-birth': ['date of birth', 'fecha de nacimiento'],
  'place-of-birth': ['place of birth', 'lugar de nacimiento'],
  ssn: ['Social Security number', 'número de Seguro Social'],
  photo: ['photo', 'fotografía'],
  signature: ['signature', 'firma'],
  'case-number': ['case number', 'número de caso'],
  'member-id': ['member number', 'número de miembro'],
  'home-address': ['home address', 'dirección de su casa'],
  'mailing-address': ['mailing address', 'dirección postal'],
  phone: ['telephone number', 'número de teléfono'],
  email: ['e-mail address', 'correo electrónico'],
  'household-members': ['who lives in the household', 'quiénes viven en el hogar'],
  relationships: ['family relationships', 'parentescos'],
  sex: ['sex', 'sexo'],
  'race-ethnicity': ['race and ethnicity', 'raza y etnicidad'],
  language: ['language', 'idioma'],
  citizenship: ['citizenship', 'ciudadanía'],
  'immigration-status': ['immigration status', 'estatus migratorio'],
  'a-number': ['A-number', 'número A'],
  'immigration-documents': ['immigration documents', 'documentos de inmigración'],
  'date-of-entry': ['date of entry', 'fecha de entrada'],
  sponsor: ['sponsor', 'patrocinador'],
  enrollment: ['whether a person gets benefits', 'si una persona recibe beneficios'],
  'enrollment-dates': ['dates of benefits', 'fechas de los beneficios'],
  'benefit-amount': ['amount of benefits', 'monto de los beneficios'],
  application: ['application', 'solicitud'],
  'eligibility-determination': ['decisions on eligibility', 'decisiones de elegibilidad'],
  'case-notes': ['case notes', 'notas del caso'],
  'ebt-transactions': ['EBT card purchases', 'compras con la tarjeta EBT'],
  'ebt-card-number': ['EBT card number', 'número de la tarjeta EBT'],
  income: ['income', 'ingresos'],
  employer: ['employer', 'empleador'],
  assets: ['savings and property', 'ahorros y bienes'],
  'bank-account': ['bank account', 'cuenta bancaria'],
  medical: ['medical records', 'expedientes médicos'],
  claims: ['medical bills', 'facturas médicas'],
  disability: ['disability', 'discapacidad'],
  'clinic-address': ['clinic address', 'dirección de la clínica'],
  'federal-tax-information': ['tax information', 'información de impuestos'],
  'ssa-data': ['Social Security records', 'datos del Seguro Social'],
  'sud-treatment': ['drug or alcohol treatment', 'tratamiento por drogas o alcohol'],
  'education-records': ['school records', 'expedientes escolares'],
  'disclosure-history': ['who has asked before', 'quién ha preguntado antes'],
  'objection-record': ['objections', 'objeciones'],
  'protective-marker': ['protections', 'protecciones'],
}

const contents: Words = {
  'requester-identity': [
    'Who you are. Your office has to confirm it to us, on a contact that we find ourselves.',
    'Quién es usted.',
  ],
  'requester-authority': ['By what authority you ask.', 'Con qué autoridad pregunta.'],
  violation: ['The violation that you investigate, and the law that it breaks.', 'La infracción que investiga.'],
  'subject-identity': ['Whom you ask about, by name. One person a line.', 'Sobre quién pregunta.'],
  'written-request': ['The request in writing.', 'La solicitud por escrito.'],
  'official-duty': [
    'That finding or arresting the person is within your official duties.',
    'Que es parte de sus funciones oficiales.',
  ],
  'proper-exercise': [
    'That the request is made in the proper exercise of those duties.',
    'Que actúa en el ejercicio debido de esas funciones.',
  ],
  'flight-or-violation': [
    'That the person flees a felony, breaks probation or parole, or has information that you need for your duties.',
    'Que la persona huye o infringe su libertad condicional.',
  ],
  'subject-ssn': ["The person's Social Security number.", 'El número de Seguro Social de la persona.'],
  'fugitive-proof': ['Proof that the person is wanted.', 'Prueba de que se busca a la persona.'],
}

const at: { readonly [L in Language]: 0 | 1 } = { en: 0, es: 1 }

function said(words: Words, code: string, language: Language): string {
  return words[code]?.[at[language]] ?? code
}

/** Whoever asks: by organization, where it is one that the vocabulary has. */
export function whoSaid({ organization, kind }: Asker, language: Language): string {
  return said(
    organizations[organization] === undefined ? askers : organizations,
    organizations[organization] === undefined ? kind : organization,
    language,
  )
}

export function paperSaid(code: string, language: Language): string {
  return said(papers, code, language)
}

export function purposesSaid(codes: readonly string[], language: Language): string {
  return listed(
    codes.map((code) => said(purposes, code, language)),
    language,
  )
}

export function programsSaid(codes: readonly string[], language: Language): string {
  return listed(
    codes.map((code) => said(programs, code, language)),
    language,
  )
}

export function elementSaid(code: string, language: Language): string {
  return said(elements, code, language)
}

export function elementsSaid(codes: readonly string[], language: Language): string {
  return listed(
    codes.map((code) => elementSaid(code, language)),
    language,
  )
}

export function contentSaid(code: string, language: Language): string {
  return said(contents, code, language)
}

/** "a, b and c" */
function listed(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(language === 'es' ? 'es-US' : 'en-US').format(items)
}

/** "November 23, 2026" */
export function daySaid(day: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', { dateStyle: 'long', timeZone: 'UTC' })
  return format.format(new Date(`${day}T00:00:00Z`))
}
