/** XML as a stream: no entities, no document types of its own, no more depth than music data needs. */
import { SaxesParser } from 'saxes'
import type { DocumentReader, RecordSink } from './format.ts'
import { RefusedFile } from './refusal.ts'

const DEEPEST = 64
/** Longest text of one element that is kept. */
const LONGEST_TEXT = 1024 * 1024

export type XmlElement = {
  /** Without its prefix. */
  name: string
  /** Text directly within it, complete when it closes. */
  text: string
  /** The line of its start, from 1. */
  line: number
}

type Handlers = {
  open?: (element: XmlElement, parents: readonly XmlElement[]) => void
  close: (element: XmlElement, parents: readonly XmlElement[]) => void
}

/**
 * Makes a reader of XML. `parents` are the open elements around one, outermost first. Refuses as xml-doctype a file
 * that defines entities, as xml-too-deep one nested over 64 deep, as xml-syntax one that is no well-formed XML.
 */
export function xmlReader(note: RecordSink['note'], handlers: Handlers): DocumentReader {
  const parser = new SaxesParser({ position: true })
  const stack: XmlElement[] = []
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) {
      const message = 'This XML defines entities of its own, which can hide anything. Sidetrack does not read it.'
      throw new RefusedFile('xml-doctype', message)
    }
    if (/\b(?:SYSTEM|PUBLIC)\b/.test(doctype)) note('xml-external-dtd-ignored')
  })
  parser.on('error', (error) => {
    const found = error.message.replace(/^\d+:\d+:\s*/, '')
    throw new RefusedFile('xml-syntax', `This is no well-formed XML: line ${parser.line}, ${found}`)
  })
  parser.on('opentag', ({ name }) => {
    if (stack.length >= DEEPEST) {
      throw new RefusedFile('xml-too-deep', `This XML is nested more than ${DEEPEST} deep.`)
    }
    const element = { name: name.replace(/^[^:]*:/, ''), text: '', line: parser.line }
    handlers.open?.(element, stack)
    stack.push(element)
  })
  const add = (text: string) => {
    const element = stack.at(-1)
    if (element !== undefined && element.text.length < LONGEST_TEXT) element.text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    const element = stack.pop()
    if (element !== undefined) handlers.close(element, stack)
  })
  return {
    push: (text) => {
      parser.write(text)
    },
    end: () => {
      parser.close()
    },
  }
}
