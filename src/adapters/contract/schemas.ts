/**
 * The contract's schemas, ready to be asked. A page for the browser has them compiled beforehand in this file's place,
 * since its policy lets no code be made at run time.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import type { RecordedDecision } from '#decision/differences.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import caseFileSchema from '#vocabulary/case-file.schema.json' with { type: 'json' }
import decisionSchema from '#vocabulary/decision.schema.json' with { type: 'json' }

const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
formats.default.default(ajv)

export const isCaseFile: ValidateFunction<CaseFile> = ajv.compile<CaseFile>(caseFileSchema)
export const isDecision: ValidateFunction<RecordedDecision> = ajv.compile<RecordedDecision>(decisionSchema)
