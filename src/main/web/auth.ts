/** Who may ask: a bearer token for programs, a one-use code and then a cookie for the page. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export type Credential = 'bearer' | 'cookie' | 'wrong' | 'none'

export type Auth = {
  /** 256 bits, new at every start. */
  token: string
  /** Make a code that opens one session, once, within its life. */
  mintCode: () => string
  /** Use a code up; the cookie to set, or null where the code is not known, used or too old. */
  redeem: (code: string) => string | null
  credential: (request: IncomingMessage) => Credential
}

const secret = () => randomBytes(32).toString('base64url')
const digest = (text: string) => createHash('sha256').update(text).digest()
const mostCodes = 64

/** Make the secrets of one start of the host. */
export function createAuth({ port, codeMs }: { port: number; codeMs: number }): Auth {
  const token = secret()
  const session = secret()
  const tokenDigest = digest(token)
  const sessionDigest = digest(session)
  const cookieName = `sidetrack-${port}`
  /** Digest of a code → when it ends, in milliseconds of the monotonic clock. */
  const codes = new Map<string, number>()

  const isToken = (text: string) => timingSafeEqual(digest(text), tokenDigest)
  const isSession = (text: string) => timingSafeEqual(digest(text), sessionDigest)

  return {
    token,
    mintCode: () => {
      const code = secret()
      for (const [known, ends] of codes) {
        if (ends <= performance.now() || codes.size >= mostCodes) codes.delete(known)
      }
      codes.set(digest(code).toString('hex'), performance.now() + codeMs)
      return code
    },
    redeem: (code) => {
      const key = digest(code).toString('hex')
      const ends = codes.get(key)
      codes.delete(key)
      if (ends === undefined || ends <= performance.now()) return null
      return `${cookieName}=${session}; Path=/api; HttpOnly; SameSite=Strict`
    },
    credential: (request) => {
      const header = request.headers.authorization
      if (header !== undefined) {
        const bearer = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header)?.[1]
        return bearer !== undefined && isToken(bearer) ? 'bearer' : 'wrong'
      }
      const cookies = cookieValues(request.headers.cookie ?? '', cookieName)
      if (cookies.length === 0) return 'none'
      return cookies.some(isSession) ? 'cookie' : 'wrong'
    },
  }
}

/** Another page on this computer may have set a cookie of the same name, so there can be several. */
function cookieValues(header: string, name: string): string[] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
    .slice(0, 8)
}
