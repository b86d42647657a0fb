import { InvalidArgumentError } from 'commander'

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** "30s" in milliseconds. @throws InvalidArgumentError */
export function interval(value: string): number {
  const [, count, unit] = /^([1-9][0-9]{0,8})(ms|s|m|h)$/.exec(value) ?? []
  if (unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h') {
    throw new InvalidArgumentError('Write a number and ms, s, m or h, such as 30s.')
  }
  return Number(count) * milliseconds[unit]
}
