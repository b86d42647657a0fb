/** The letters that go to persons, in Spanish. */
import { daySaid, elementSaid, elementsSaid, paperSaid, programsSaid, purposesSaid, whoSaid } from './codes.ts'
import type { AccountedEntry, LetterFacts } from './facts.ts'
import { bullets, facts, heading, literal, paragraph, strong, type Block, type Sender } from './model.ts'
import type { Templates } from './templates.ts'

const day = (on: string): string => daySaid(on, 'es')
const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** A letter that is not here goes out in English, with the sheet of taglines. */
export const spanish: Partial<Templates> = {
  notice: (about, { sender }) => ({
    title: about.when === 'before' ? 'Alguien pidió su información' : 'Pidieron su información',
    blocks: [
      paragraph(
        strong(
          `${sentence(whoSaid(about.who, 'es'))} pidió información sobre usted.${about.when === 'before' ? ' No la hemos dado.' : ''}`,
        ),
      ),
      paragraph(
        `Nos enviaron ${paperSaid(about.paper, 'es')}. Con esta carta va una copia. Pide sus datos de ${programsSaid(about.programs, 'es')}.`,
      ),
      ...whatWasAsked(about.elements),
      ...(about.when === 'after'
        ? [paragraph('Un tribunal no nos dejó avisarle antes. Puede pedirnos una lista de lo que salió y a quién.')]
        : []),
      heading('Lo que puede hacer'),
      ...(about.when === 'before' ? objecting(about) : []),
      ...help(sender),
      ...(about.when === 'before' ? [heading('Lo que hacemos nosotros'), ...waiting(about)] : []),
      paragraph(
        'Esta carta no dice que usted haya hecho algo malo. No tiene que contestarla y sus beneficios no cambian porque alguien preguntó.',
      ),
    ],
  }),

  accounting: (about) => ({
    title: 'Quién preguntó por usted y qué salió',
    blocks: [
      paragraph(
        `Estas son todas las solicitudes sobre usted, del ${day(about.from)} al ${day(about.to)}, que conocemos.`,
      ),
      ...(about.entries.length === 0
        ? [paragraph(strong('Nadie preguntó por usted en ese tiempo y no salió nada.'))]
        : [entriesTable(about.entries)]),
      ...(about.entries.some(({ many }) => many)
        ? [
            paragraph(
              'Cuando usted fue una de muchas personas en un mismo paquete, lo que su expediente no tiene salió vacío.',
            ),
          ]
        : []),
      paragraph(
        'Una solicitud que un tribunal o la ley nos obliga a callar por un tiempo todavía no está en esta lista. Aparece sola el día en que ese tiempo termina.',
      ),
      heading('Lo que puede hacer'),
      bullets(
        'Si algo aquí parece un error, díganos. También puede presentar una queja; le damos un número y una fecha para nuestra respuesta.',
        'Puede oponerse a que se comparta su información. Es gratis y no cambia sus beneficios.',
      ),
    ],
  }),

  'objection-confirmation': (about, { sender }) => ({
    title: 'Recibimos su oposición',
    blocks: [
      paragraph(strong(`Usted se opuso a que se comparta su información. Vale desde el ${day(about.on)}.`)),
      facts(['Número de recibo', literal(about.receipt)]),
      heading('Lo que detiene'),
      paragraph(
        'Cuando la ley nos deja decidir si compartimos su información con la policía, con agentes de inmigración o con otros de afuera, no la compartimos.',
      ),
      heading('Lo que no puede detener'),
      bullets(
        'Una orden de un tribunal.',
        'Lo que una ley nos obliga a compartir.',
        'El trabajo del programa: revisar la elegibilidad, auditorías, manutención de menores, comidas escolares.',
      ),
      paragraph('Sus beneficios no cambian porque usted se opuso.'),
      heading('Si no fue usted'),
      paragraph(
        `No pasa nada malo: una oposición solo puede protegerle.${sender.phone === undefined ? '' : ' Puede llamarnos y le decimos cómo retirarla.'}`,
      ),
    ],
  }),

  'objection-withdrawal': (about) => ({
    title: 'Alguien pidió retirar su oposición',
    blocks: [
      paragraph('Nos pidieron terminar su oposición a que se comparta su información.'),
      facts(['Su oposición termina el', day(about.endsOn)]),
      heading('Si fue usted'),
      paragraph('No tiene que hacer nada. Puede oponerse de nuevo cuando quiera.'),
      heading('Si no fue usted'),
      paragraph('Llámenos antes de ese día y su oposición sigue.'),
    ],
  }),

  'consent-confirmation': (about) => ({
    title: '¿Estuvo usted de acuerdo?',
    blocks: [
      paragraph(
        strong(
          `Tenemos un formulario que dice que usted acepta que compartamos su información con ${about.recipient}.`,
        ),
      ),
      facts(['Vale hasta el', day(about.until)]),
      heading('Si estuvo de acuerdo'),
      paragraph('No tiene que hacer nada. Puede terminarlo cuando quiera y no cambia sus beneficios.'),
      heading('Si no, o si alguien le presionó'),
      paragraph('Llámenos y lo terminamos. No se le dice a nadie por qué.'),
    ],
  }),

  'consent-withdrawn': (about) => ({
    title: 'Su consentimiento terminó',
    blocks: [
      paragraph(strong(`Usted terminó su consentimiento el ${day(about.on)}. Ya no compartimos nada por él.`)),
      paragraph('Lo que se compartió antes queda en su lista de quién preguntó y qué salió. Puede pedirnos esa lista.'),
      paragraph('Si no fue usted, llámenos. Mientras tanto, terminarlo solo puede protegerle.'),
    ],
  }),

  'code-guessed': () => ({
    title: 'Alguien probó su código',
    blocks: [
      paragraph(strong('Alguien escribió códigos equivocados varias veces. El código ya no sirve.')),
      paragraph('No se mostró nada suyo y no cambió nada.'),
      heading('Lo que puede hacer'),
      bullets(
        'Si fue usted, pida un código nuevo. Llega por correo.',
        'Si no fue usted, no tiene que hacer nada. Llámenos si le preocupa.',
      ),
    ],
  }),

  'complaint-answer': (about) => ({
    title: 'La respuesta a su queja',
    blocks: [
      paragraph(strong(outcomes[about.outcome])),
      paragraph(about.words),
      paragraph(
        'Si cree que nos equivocamos, llámenos o escríbanos con el número que está al principio de esta carta.',
      ),
    ],
  }),

  'mailed-code': (about) => ({
    title: 'Su código',
    blocks: [
      paragraph('Usted, o alguien que dio su nombre, nos pidió este código.'),
      facts(
        ['Código', strong(about.code)],
        ['Sirve hasta el', day(about.until)],
        [
          'Dónde escribirlo',
          about.where === undefined
            ? 'en nuestras páginas: «Quién preguntó por mí», «Tengo un código»'
            : literal(about.where),
        ],
      ),
      paragraph(strong('No le dé este código a nadie. Nunca se lo pedimos por teléfono, correo ni mensaje.')),
      paragraph('Si no lo pidió, no tiene que hacer nada. Tire esta carta.'),
    ],
  }),

  'address-changed': (about) => ({
    title: 'Alguien nos pidió cambiar su dirección',
    blocks: [
      paragraph(
        `${about.askedOn === undefined ? 'Nos' : `El ${day(about.askedOn)} nos`} pidieron enviar su correo a otra dirección.`,
      ),
      paragraph('Escribimos a esta dirección, la que teníamos, para que nadie pueda cambiarla sin que usted lo sepa.'),
      facts(['La nueva dirección vale desde el', day(about.from)]),
      heading('Si fue usted'),
      paragraph('No tiene que hacer nada.'),
      heading('Si no fue usted'),
      paragraph(
        'Llámenos antes de ese día y no cambia nada. Por su seguridad, la nueva dirección no está en esta carta.',
      ),
    ],
  }),

  'complaint-acknowledgement': (about) => ({
    title: 'Recibimos su queja',
    blocks: [
      paragraph(`Su queja nos llegó el ${day(about.receivedOn)}. Gracias por avisarnos.`),
      facts(...(about.office === undefined ? [] : [['Quién la revisa', about.office] as const]), [
        'Le respondemos a más tardar el',
        day(about.answerBy),
      ]),
      paragraph(
        'Quejarse no puede perjudicarle: no cambia sus beneficios y no se le dice a nadie que pida su información.',
      ),
      paragraph('Dé el número que está al principio de esta carta cuando escriba o llame.'),
    ],
  }),
}

const outcomes: Readonly<Record<LetterFacts['complaint-answer']['outcome'], string>> = {
  upheld: 'Usted tenía razón: algo salió mal.',
  'partly-upheld': 'Usted tenía razón en parte.',
  'not-upheld': 'Lo revisamos y no encontramos que algo saliera mal.',
  'passed-on': 'Otra oficina tiene que decidir esto y se lo pasamos.',
}

function whatWasAsked(elements: LetterFacts['notice']['elements']): Block[] {
  if (elements === 'all') return [paragraph('Pidieron todo lo que hay en su expediente.')]
  return [paragraph('Pidieron:'), bullets(...elements.map((code) => sentence(elementSaid(code, 'es'))))]
}

function objecting({ objectBy }: LetterFacts['notice']): Block[] {
  const until = objectBy === undefined ? '' : ` El último día es el ${day(objectBy)}.`
  return [
    bullets(
      [
        strong('Oponerse.'),
        ` Escríbanos o llámenos y diga que se opone, o hágalo en nuestra página web con el número que está al principio de esta carta.${until} No tiene que decir por qué.`,
      ],
      [
        strong('Pedirlo al tribunal.'),
        ` Un abogado puede pedir al tribunal que anule el documento. Eso se llama “motion to quash”. Hágalo ${objectBy === undefined ? 'pronto' : 'a más tardar el mismo día'}.`,
      ],
      [strong('No hacer nada.'), ' Nuestros abogados leen el documento de todos modos y deciden qué permite la ley.'],
    ),
  ]
}

function waiting({ objectBy, answerBy }: LetterFacts['notice']): Block[] {
  return [
    ...(objectBy === undefined
      ? []
      : [
          paragraph(
            `No damos nada por este documento antes de que pase el ${day(objectBy)}, salvo que un tribunal lo ordene.`,
          ),
        ]),
    ...(answerBy === undefined
      ? []
      : [paragraph(`El documento pide nuestra respuesta a más tardar el ${day(answerBy)}.`)]),
  ]
}

function help({ legalHelp }: Sender): Block[] {
  if (legalHelp.length === 0) return []
  return [heading('Ayuda legal gratis'), bullets(...legalHelp)]
}

function entriesTable(entries: readonly AccountedEntry[]): Block {
  return {
    block: 'table',
    caption: 'Solicitudes sobre usted, la más reciente primero',
    head: ['Día', 'Quién preguntó', 'Para qué', 'Qué pasó'],
    rows: entries.map(({ on, who, purposes, outcome, elements, leftOn }) => [
      [day(on)],
      [sentence(whoSaid(who, 'es'))],
      [sentence(purposesSaid(purposes, 'es'))],
      [
        outcome === 'none'
          ? 'No se dio nada.'
          : outcome === 'waiting'
            ? 'Todavía no se decide. No se dio nada.'
            : `Se dio${leftOn === undefined ? '' : ` el ${day(leftOn)}`}: ${elementsSaid(elements, 'es')}.`,
      ],
    ]),
  }
}
