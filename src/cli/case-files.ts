/** `postern case content` and `case paper`: what will leave, and what came in, as it is. */
import type { Command } from 'commander'
import { PosternError } from '#errors.ts'
import { toBase64, toHex } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { AnswerDeps } from './case-answer.ts'
import { withOffice } from './office.ts'

export function contentCommand(deps: AnswerDeps, command: Command): Command {
  return command
    .description('the exact plain content that will leave, for whoever approves it')
    .option('--to <directory>', 'write the files there instead of printing them')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Checked up to the content root before it is shown. It is personal data: read it,
and keep no copy. The receipt code is left out; only the receiver may know it.

  postern case content MA-DTA-2026-7K3Q9F2M | less`,
    )
    .action(async (number: string, { to, json = false }: { to?: string; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const content = await steps.preparedContent(ports, await steps.streamOf(ports, number))
        if (content === undefined) {
          throw new PosternError(
            'ERR_INPUT_INVALID',
            'Nothing stands prepared in this case.',
            { case: number },
            { mend: `Prepare it first: postern case prepare ${number} --as ID` },
          )
        }
        const { contentRoot, files } = content
        const listed = files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: toHex(sha256(bytes)) }))
        if (to !== undefined) {
          for (const { name, bytes } of files) await deps.writeNew(to, name.replaceAll('/', '-'), bytes)
          deps.out(
            json ? JSON.stringify({ contentRoot, directory: to, files: listed }) : `${files.length} files in ${to}`,
          )
        } else if (json) {
          deps.out(
            JSON.stringify({ contentRoot, files: listed.map((file, i) => ({ ...file, ...shown(files[i]?.bytes) })) }),
          )
        } else {
          for (const { name, bytes } of files)
            deps.out(`----- ${name} (${bytes.length} bytes)\n${textOf(bytes) ?? '(not text)'}`)
          deps.out(`----- Content root ${contentRoot}`)
        }
        if (!json)
          deps.err(`To approve exactly this:\n  postern case approve ${number} --key FILE --content ${contentRoot}`)
      }),
    )
}

function shown(bytes: Uint8Array = new Uint8Array()): { text: string } | { base64: string } {
  const text = textOf(bytes)
  return text === undefined ? { base64: toBase64(bytes) } : { text }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export function paperCommand(deps: AnswerDeps, command: Command): Command {
  return command
    .description('a paper of the case, as it arrived')
    .argument('<paper>', 'i1, i2 …, or request for the request itself')
    .requiredOption('--to <file>', 'where to write it; a file that is there is not replaced')
    .option('--json', 'what was written as JSON')
    .addHelpText('after', '\n  postern case paper MA-DTA-2026-7K3Q9F2M i1 --to warrant.pdf')
    .action(async (number: string, paper: string, { to, json = false }: { to: string; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const bytes = await steps.paperOf(ports, await steps.streamOf(ports, number), paper)
        const file = await deps.writeNew('.', to, bytes)
        const hash = toHex(sha256(bytes))
        deps.out(
          json
            ? JSON.stringify({ case: number, paper, file, bytes: bytes.length, sha256: hash })
            : `${file}: ${bytes.length} bytes, sha256 ${hash}`,
        )
      }),
    )
}
