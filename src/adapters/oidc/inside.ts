/**
 * Addresses that belong to a network of its own: no server out there answers from one of them (RFC 6890).
 * What reaches only public addresses cannot be talked into asking a neighbor of ours.
 */
import { BlockList, isIP } from 'node:net'

const inside = new BlockList()
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inside.addSubnet(address, bits, 'ipv4')
}

/** Of IPv6 only the global unicast space is outside, without what carries an IPv4 address or is for documents. */
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
const carriers = new BlockList()
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  carriers.addSubnet(address, bits, 'ipv6')
}

/** Whether nobody outside can have this address. What is no address counts as inside. */
export function isInside(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return inside.check(address, 'ipv4')
  if (family === 6) return !global.check(address, 'ipv6') || carriers.check(address, 'ipv6')
  return true
}

export function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

/** A host that can only mean this very machine: RFC 6761, section 6.3. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || isLoopback(host)
}
