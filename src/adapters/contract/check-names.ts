/** Persons and papers are named once, and whoever or whatever is named is there. */
import type { CaseFile } from '#vocabulary/case-file.ts'
import type { Mistake } from './mistake.ts'

/** Who a cell is about where nobody is listed; such a cell is never released. */
const unnamed = '*'

export function checkNames({ request, subjects, findings }: CaseFile): Mistake[] {
  const refs = subjects.map(({ ref }) => ref)
  const papers = (request.instruments ?? []).map(({ id }) => id)
  const persons = (at: string, named: readonly string[] = []) => dangling(at, named, refs, 'person')
  const instruments = (at: string, named: readonly string[] = []) => dangling(at, named, papers, 'instrument')
  return [
    ...twins(refs, (i) => `/subjects/${i}/ref`, 'two subjects have one ref'),
    ...refs.flatMap((ref, i) => (ref === unnamed ? [notAPerson(`/subjects/${i}/ref`)] : [])),
    ...twins(papers, (i) => `/request/instruments/${i}/id`, 'two instruments have one id'),
    ...(request.instruments ?? []).flatMap((paper, i) => {
      const at = `/request/instruments/${i}`
      const { consent } = paper
      const signer = consent !== undefined && !refs.includes(consent.signer)
      return [
        ...(Array.isArray(paper.subjects) ? persons(`${at}/subjects`, paper.subjects) : []),
        ...persons(`${at}/consent/covers`, consent?.covers),
        ...(signer ? [notThere(`${at}/consent/signer`, 'person')] : []),
      ]
    }),
    ...(findings?.counsel ?? []).flatMap((finding, i) => [
      ...instruments(`/findings/counsel/${i}/instruments`, finding.instruments),
      ...persons(`/findings/counsel/${i}/subjects`, finding.subjects),
    ]),
    ...(findings?.notice ?? []).flatMap((finding, i) => [
      ...instruments(`/findings/notice/${i}/instruments`, finding.instruments),
      ...persons(`/findings/notice/${i}/subjects`, finding.subjects),
    ]),
    ...instruments('/findings/courtInformed', findings?.courtInformed),
    ...instruments('/findings/agreementInForce', findings?.agreementInForce),
    ...persons('/findings/consentConfirmed', findings?.consentConfirmed),
    ...persons('/findings/householdSuspicion', findings?.householdSuspicion),
  ]
}

function twins(names: readonly string[], pointer: (i: number) => string, reason: string): Mistake[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) < i ? [{ pointer: pointer(i), reason, mend: 'Give each its own.' }] : [],
  )
}

function notAPerson(pointer: string): Mistake {
  return {
    pointer,
    reason: `${unnamed} stands for whoever is not listed`,
    mend: 'Give this person a ref of their own, such as p1.',
  }
}

function dangling(at: string, named: readonly string[], there: readonly string[], what: string): Mistake[] {
  return named.flatMap((name, i) => (there.includes(name) ? [] : [notThere(`${at}/${i}`, what)]))
}

function notThere(pointer: string, what: string): Mistake {
  return {
    pointer,
    reason: `no ${what} of this name is in the file`,
    mend: `Name ${what === 'person' ? 'a ref of "subjects"' : 'an id of "request.instruments"'}, or add the ${what}.`,
  }
}
