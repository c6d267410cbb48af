import type { TFunction } from 'i18next'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { ModelSummary } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { ConfirmDialog } from '../../elements/confirm-dialog.tsx'
import { Bar } from '../../elements/progress.tsx'
import { Tag } from '../../elements/tag.tsx'
import { formatCount, formatPercent, formatScore, formatSeconds, formatWhen } from '../../format.ts'
import { removeModel } from '../../state/jobs.ts'

export function ModelCard({ model }: { model: ModelSummary }) {
  const { t } = useTranslation()
  return (
    <li className="model">
      <div className="model-head">
        <h2 className="model-name">
          {t(`model.${model.algorithm}`)}{' '}
          <Tag>{t(model.entity === 'artist' ? 'discover.bands' : 'discover.tracks')}</Tag>
          {model.stale ? <Tag tone="accent">{t('models.staleTag')}</Tag> : null}
        </h2>
        {model.algorithm === 'imported' ? <Remove model={model} /> : null}
      </div>
      <p className="muted">{t(`models.about.${model.algorithm}`)}</p>
      <Quality model={model} />
      <Facts model={model} />
      <Disclosure className="disclosure">
        <Heading>
          <AriaButton slot="trigger" className="disclosure-button">
            <ChevronRight aria-hidden="true" />
            {t('evidence.details')}
          </AriaButton>
        </Heading>
        <DisclosurePanel>
          <Figures model={model} />
        </DisclosurePanel>
      </Disclosure>
    </li>
  )
}

/** Its part in lists, and what it comes from: one piece, so that every card has the same rows. */
function Facts({ model }: { model: ModelSummary }) {
  const { t } = useTranslation()
  const { weight, updated } = model
  return (
    <div className="model-facts">
      {weight === null ? null : (
        <p>{weight === 0 ? t('models.silent') : t('models.part', { percent: formatPercent(weight) })}</p>
      )}
      <p className="muted">{originOf(model, t)}</p>
      {updated === null ? null : (
        <p className="muted">
          {t('models.updated', {
            when: formatWhen(updated.at),
            changed: formatPercent(updated.changed),
            same: formatPercent(updated.overlapAt20),
          })}
        </p>
      )}
    </div>
  )
}

const fileOf = ({ parameters }: ModelSummary) => String(parameters.file ?? '')

/** When and from what it was learned, or imported. */
function originOf(model: ModelSummary, t: TFunction): string {
  const when = formatWhen(model.trainedAt)
  const items = formatCount(model.items)
  if (model.algorithm === 'imported')
    return t('models.importedFrom', { count: model.items, when, shown: items, file: fileOf(model) })
  const counted = t(model.entity === 'artist' ? 'count.bands' : 'count.tracks', { count: model.items })
  return [
    t('models.learned', { when, time: formatSeconds(model.seconds) }),
    t('models.from', {
      plays: formatCount(model.interactions),
      listeners: formatCount(model.listeners),
      items: counted,
    }),
  ].join(' · ')
}

/** What was learned here is learned again; what was imported leaves for good, so it is asked for first. */
function Remove({ model }: { model: ModelSummary }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const file = fileOf(model)
  return (
    <>
      <Button aria-label={t('library.removeNamed', { name: file })} onPress={() => setAsking(true)}>
        {t('models.remove')}
      </Button>
      <ConfirmDialog
        title={t('models.removeTitle')}
        text={t('models.removeText', { file })}
        confirm={t('models.removeConfirm')}
        isOpen={asking}
        onOpenChange={setAsking}
        onConfirm={() => void removeModel(model.id)}
      />
    </>
  )
}

function Quality({ model }: { model: ModelSummary }) {
  const { t } = useTranslation()
  const { quality, baseline } = model
  if (!quality) {
    const why = model.algorithm === 'imported' ? 'models.notMeasured' : 'models.unmeasured'
    return <p className="model-quality">{t(why)}</p>
  }
  const found = Math.round(quality.recallAt20 * 10)
  const popular = baseline ? Math.round(baseline.recallAt20 * 10) : 0
  return (
    <div className="model-quality">
      <p>
        {t('models.finds', { found: formatCount(found) })}
        {baseline ? `; ${t('models.popularFinds', { found: formatCount(popular) })}` : ''}
      </p>
      <div className="model-bars">
        <span>{t('models.thisModel')}</span>
        <Bar fraction={quality.recallAt20} />
        {baseline ? (
          <>
            <span>{t('models.popularity')}</span>
            <Bar fraction={baseline.recallAt20} muted />
          </>
        ) : null}
      </div>
    </div>
  )
}

function Figures({ model }: { model: ModelSummary }) {
  const { t } = useTranslation()
  const { quality, baseline } = model
  return (
    <div className="model-details">
      {quality ? (
        <table className="figures">
          <caption>{t('models.hidden', { count: quality.listeners, shown: formatCount(quality.listeners) })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('models.measure')}</th>
              <th scope="col">{t('models.thisModel')}</th>
              <th scope="col">{t('models.popularity')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">recall@20</th>
              <td>{formatScore(quality.recallAt20, { digits: 3 })}</td>
              <td>{baseline ? formatScore(baseline.recallAt20, { digits: 3 }) : '–'}</td>
            </tr>
            <tr>
              <th scope="row">NDCG@20</th>
              <td>{formatScore(quality.ndcgAt20, { digits: 3 })}</td>
              <td>{baseline ? formatScore(baseline.ndcgAt20, { digits: 3 }) : '–'}</td>
            </tr>
          </tbody>
        </table>
      ) : null}
      <dl className="model-parameters">
        {Object.entries(
          model.algorithm === 'imported' ? model.parameters : { ...model.parameters, seed: model.seed },
        ).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
