import { useTranslation } from 'react-i18next'
import type { Coverage } from '#api/schemas.ts'
import { Bar } from '../elements/progress.tsx'
import { formatCount, formatPercent } from '../format.ts'
import { type Thin, thinSpots } from './thin.ts'
import './coverage-view.css'

/** What a source covers: decades, genres, how many listeners there are for each, and where it is thin. */
export function CoverageView({ coverage }: { coverage: Coverage }) {
  const { t } = useTranslation()
  const { of, decades, unknownDecade, genres, bands, bandsWithGenre, listeners, total, withSound } = coverage
  const byDecade = decades.map(({ decade, count }) => [t('filter.decade', { decade }), count] as const)
  const byGenre = genres.slice(0, 8).map(({ name, bands: count }) => [name, count] as const)
  const reach = (['many', 'some', 'few', 'one', 'none'] as const).map(
    (name) => [t(`coverage.listeners.${name}`), listeners[name]] as const,
  )
  return (
    <div className="coverage">
      <Warnings thin={thinSpots(coverage)} of={of} />
      <div className="coverage-columns">
        <Bars title={t(`coverage.decades.${of}`)} bars={byDecade} unknown={unknownDecade} total={total} />
        <Bars title={t('coverage.genres')} bars={byGenre} unknown={bands - bandsWithGenre} total={bands} />
        <Bars title={t(`coverage.reach.${of}`)} bars={reach} total={total} />
      </div>
      {withSound > 0 ? <p className="muted small">{t('coverage.sound', { count: withSound })}</p> : null}
    </div>
  )
}

type BarsProps = {
  title: string
  bars: readonly (readonly [string, number])[]
  /** What could not be placed; shown last and outside the scale. */
  unknown?: number
  total: number
}

function Bars({ title, bars, unknown = 0, total }: BarsProps) {
  const { t } = useTranslation()
  const most = Math.max(1, ...bars.map(([, count]) => count))
  return (
    <section className="coverage-bars" aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {bars.map(([name, count]) => (
          <Line key={name} name={name} fraction={count / most} count={count} total={total} />
        ))}
        {unknown > 0 ? (
          <Line name={t('coverage.unknown')} fraction={unknown / total} count={unknown} total={total} muted />
        ) : null}
      </dl>
    </section>
  )
}

type LineProps = { name: string; fraction: number; count: number; total: number; muted?: boolean }

function Line({ name, fraction, count, total, muted = false }: LineProps) {
  const share = total > 0 ? count / total : 0
  return (
    <div>
      <dt className="ellipsis">{name}</dt>
      <dd>
        <Bar fraction={fraction} muted={muted} />
        <span>{formatCount(count)}</span>
        <span className="muted">
          {count > 0 && share < 0.005 ? `<\u2009${formatPercent(0.01)}` : formatPercent(share)}
        </span>
      </dd>
    </div>
  )
}

function Warnings({ thin, of }: { thin: Thin[]; of: Coverage['of'] }) {
  const { t } = useTranslation()
  const words = (spot: Thin): string => {
    switch (spot.kind) {
      case 'noListeners':
        return t('coverage.thin.noListeners')
      case 'fewBefore1980':
        return t(`coverage.thin.fewBefore1980.${of}`, { count: spot.count })
      case 'fewListeners':
        return t(`coverage.thin.fewListeners.${of}`, { share: formatPercent(spot.share) })
      case 'unknownYears':
        return spot.share === 1
          ? t(`coverage.thin.noYears.${of}`)
          : t(`coverage.thin.unknownYears.${of}`, { share: formatPercent(spot.share) })
      case 'unknownGenres':
        return spot.share === 1
          ? t('coverage.thin.noGenres')
          : t('coverage.thin.unknownGenres', { share: formatPercent(spot.share) })
    }
  }
  if (thin.length === 0) return null
  return (
    <ul className="coverage-thin" aria-label={t('coverage.thinLabel')}>
      {thin.map((spot) => (
        <li key={spot.kind} className="note">
          {words(spot)}
        </li>
      ))}
    </ul>
  )
}
