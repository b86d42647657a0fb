/** Where a request stands, in words for whoever sent it. */
import type { Standing } from '#pipeline/own-case.ts'
import type { Sign } from '../layout/signs.tsx'

interface StandingWords {
  readonly short: string
  readonly sentence: string
  readonly sign: Sign
}

export const standingWords: Readonly<Record<Standing, StandingWords>> = {
  received: { short: 'Received', sentence: 'We have your request.', sign: 'now' },
  'with-the-office': {
    short: 'Being looked at',
    sentence:
      'We are looking at your request and its papers. We answer at set times, and say nothing before. How long it takes means nothing about anybody whom you named.',
    sign: 'now',
  },
  answered: { short: 'Answered', sentence: 'Our answer is here for you to read.', sign: 'info' },
  withdrawn: { short: 'Withdrawn', sentence: 'You took this request back.', sign: 'none' },
  ready: {
    short: 'Something waits for you',
    sentence: 'Something was released to you. Read the terms first; then you can download it, once.',
    sign: 'wait',
  },
  taken: {
    short: 'Downloaded',
    sentence: 'You downloaded the package. Open it with your key, and give us the receipt code that is inside.',
    sign: 'wait',
  },
  acknowledged: {
    short: 'Opened',
    sentence: 'You told us the receipt code. When you have destroyed every copy, certify it here.',
    sign: 'ok',
  },
  destroyed: {
    short: 'Destroyed',
    sentence: 'You certified that every copy was destroyed. Nothing is left to do.',
    sign: 'ok',
  },
  // The same words for what expired and for what was taken back.
  gone: {
    short: 'Not here any more',
    sentence:
      'The package is not here any more. Nobody downloaded it, and nothing of it left us. We say nothing about why. You can ask again.',
    sign: 'stop',
  },
}
