import { ChevronRight } from 'lucide-react'
import { useEffect } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { ItemId } from '#api/schemas.ts'
import type { TrackFacts } from '#api/track-facts.ts'
import { Bar } from '../../elements/progress.tsx'
import { formatCount, formatList, formatPercent } from '../../format.ts'
import { t as say, word } from '../../i18n.ts'
import { loadFacts, useFacts } from '../../state/facts.ts'
import './facts.css'

/** What sources know of a track and what was heard in it, where there is anything. */
export function Facts({ id }: { id: ItemId }) {
  const { t } = useTranslation()
  const facts = useFacts((state) => (state.of === id ? state.facts : null))
  useEffect(() => void loadFacts(id), [id])
  if (facts === null) return null
  const lines = plainLines(facts)
  const shares = facts.features.filter(({ name }) => !numbers.has(name))
  if (lines.length + shares.length + facts.sounds.length === 0 && facts.lyrics === undefined) return null
  return (
    <Disclosure className="disclosure">
      <Heading>
        <AriaButton slot="trigger" className="disclosure-button">
          <ChevronRight aria-hidden="true" />
          {t('facts.title')}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <dl className="facts">
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ul className="facts-shares">
          {shares.map(({ name, value }) => (
            <Share key={name} name={word('facts.feature', name)} fraction={value} />
          ))}
          {facts.sounds.map(({ classifier, value, probability }) => (
            <Share
              key={classifier}
              name={word('facts.heard', classifier)}
              value={word('facts.class', value)}
              fraction={probability}
            />
          ))}
        </ul>
        {facts.lyrics === undefined ? null : <p className="facts-lyrics">{facts.lyrics}</p>}
        <p className="muted small">
          {t('facts.from', { sources: formatList(facts.sources) })}
          {facts.submissions > 1
            ? ` ${t('facts.mean', { count: facts.submissions, shown: formatCount(facts.submissions) })}`
            : ''}
        </p>
      </DisclosurePanel>
    </Disclosure>
  )
}

/** A classifier that is less sure than this is drawn faint. */
const sure = 0.6

function Share({ name, value, fraction }: { name: string; value?: string; fraction: number }) {
  const faint = value !== undefined && fraction < sure
  return (
    <li data-faint={faint}>
      <span>{value === undefined ? name : `${name}: ${value}`}</span>
      <span>{formatPercent(fraction)}</span>
      <Bar fraction={fraction} muted={faint} />
    </li>
  )
}

/** Features that are no shares. */
const numbers = new Set(['tempo', 'loudness', 'musicalKey', 'mode', 'timeSignature'])
const keys = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B']
const kinds = ['genre', 'mood', 'activity', 'tag', 'language'] as const
const shownLabels = 8

function plainLines({ album, durationMs, popularity, explicit, features, labels }: TrackFacts) {
  const number = (name: string) => features.find((feature) => feature.name === name)?.value
  const [tempo, loudness, key, mode, beats] = [...numbers].map(number)
  const lines: [string, string | undefined][] = [
    [say('facts.album'), album],
    [say('facts.length'), durationMs === undefined ? undefined : lengthOf(durationMs)],
    [say('facts.popularity'), popularity === undefined ? undefined : formatPercent(popularity / 100)],
    [say('facts.explicit'), explicit === true ? say('facts.yes') : undefined],
    [say('facts.tempo'), tempo === undefined ? undefined : say('facts.beats', { shown: formatCount(tempo) })],
    [say('facts.key'), key === undefined ? undefined : keyOf(keys[Math.round(key)], mode)],
    [say('facts.bar'), beats === undefined ? undefined : formatCount(beats)],
    [
      say('facts.loudness'),
      loudness === undefined ? undefined : say('facts.decibels', { shown: formatCount(loudness) }),
    ],
    ...kinds.map((kind): [string, string | undefined] => {
      const named = labels.filter((label) => label.kind === kind && label.weight > 0).slice(0, shownLabels)
      return [say(`facts.label.${kind}`), named.map(({ name }) => name).join(', ') || undefined]
    }),
  ]
  return lines.filter((line): line is [string, string] => line[1] !== undefined)
}

function keyOf(key: string | undefined, mode: number | undefined): string | undefined {
  if (key === undefined || mode === undefined) return key
  return say(mode >= 0.5 ? 'facts.major' : 'facts.minor', { key })
}

function lengthOf(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
