/** Rules back into a pack's text, as `read-pack.ts` reads it: with every part written out, and as JSON, which is YAML. */
import type { Condition, Part, Requirement, Rule, TimeLimit } from '#decision/rules.ts'

export function writePack(rules: readonly Rule[]): string {
  return JSON.stringify(rules.map(writeRule), null, 2)
}

function writeRule({ parts, source, ...header }: Rule): object {
  const [only = {}, ...others] = parts.map(writePart)
  return {
    ...header,
    // The folder says it.
    jurisdiction: undefined,
    ...(source === '' ? {} : { source }),
    ...(others.length === 0 ? only : { parts: [only, ...others] }),
  }
}

function writePart({ programs, elements, where, until, heldBeside, stops, except, ...part }: Part): object {
  return {
    ...part,
    ...(programs === 'all' ? {} : { programs }),
    ...(elements === 'all' ? {} : { elements }),
    ...(where.length === 0 ? {} : { where: writeConditions(where) }),
    ...(until.length === 0 ? {} : { until: until.map(writeRequirement) }),
    ...(heldBeside.length === 0 ? {} : { 'held-beside': heldBeside }),
    ...(part.effect === 'forbids' ? { stops } : {}),
    ...(except.length === 0 ? {} : { except }),
    ...(part.deadline === undefined ? {} : { deadline: writeDeadline(part.deadline) }),
  }
}

/** Holidays stand in a file of their own. */
function writeDeadline({ what, stated, after, days, count, within }: TimeLimit): object {
  return {
    what,
    ...(stated.length === 0 ? {} : { stated }),
    ...(after.length === 0 ? {} : { after, days, count }),
    ...(within.length === 0 ? {} : { within }),
  }
}

function writeRequirement({ met, need, missing, when }: Requirement): object {
  return {
    ...(met.length === 0 ? { never: true } : writeConditions(met)),
    need,
    ...(missing === undefined ? {} : { missing }),
    ...(when.length === 0 ? {} : { when: when.map(writeConditions) }),
  }
}

function writeConditions(conditions: readonly Condition[]): object {
  return Object.fromEntries(conditions.map(({ fact, values, not }) => [fact, not ? { not: values } : values]))
}
