import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { trapNetwork } from '../../src/main/network-trap.ts'

const refused = new Int32Array(new SharedArrayBuffer(4))
trapNetwork(refused)

/** An address for documentation (RFC 5737): nobody is there, and the trap must act before anything is sent. */
const elsewhere = '192.0.2.1'

describe('the network trap', () => {
  it('refuses and counts a connection to another computer, by socket and by fetch', async () => {
    const before = refused[0] as number
    const error = await new Promise((resolve) => connect(9, elsewhere).once('error', resolve))
    expect(String(error)).toMatch(/offline/)
    await expect(fetch(`http://${elsewhere}/`)).rejects.toThrow()
    await expect(fetch('http://music.example/')).rejects.toThrow()
    expect(refused[0]).toBeGreaterThanOrEqual(before + 2)
  })

  it('lets the loopback host be reached', async () => {
    const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const before = refused[0]
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    expect(await answer.text()).toBe('here')
    expect(refused[0]).toBe(before)
    server.close()
  })
})
