/** Lines out of pieces of text, for formats that are read line by line. */
import { LONGEST_LINE } from './text.ts'

/** `line` counts physical lines from 1; line ends (LF, CRLF, CR) are left out. */
export type OnLine = (text: string, line: number) => void

/** Makes a splitter; a line over 1 MiB goes to `tooLong` with its beginning instead. */
export function lineSplitter(onLine: OnLine, tooLong: OnLine): { push: (text: string) => void; end: () => void } {
  let carry = ''
  let line = 1
  const hand = (text: string) => {
    if (text.length > LONGEST_LINE) tooLong(text.slice(0, 500), line)
    else onLine(text, line)
    line += 1
  }
  const push = (text: string) => {
    const whole = carry + text
    const lines = whole.split(/\r\n|\n|\r(?!$)/)
    carry = lines.pop() ?? ''
    for (const one of lines) hand(one)
  }
  const end = () => {
    if (carry !== '') hand(carry.endsWith('\r') ? carry.slice(0, -1) : carry)
    carry = ''
  }
  return { push, end }
}
