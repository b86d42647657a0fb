/** The schema of a rule set, ready to be asked; compiled beforehand in the page, as adapters/contract/schemas.ts is. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import type { Rule } from '#decision/rules.ts'
import rulesSchema from './rules.schema.json' with { type: 'json' }

const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
formats.default.default(ajv)

export const isRules: ValidateFunction<readonly Rule[]> = ajv.compile<readonly Rule[]>(rulesSchema)
