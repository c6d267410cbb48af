import { useTranslation } from 'react-i18next'
import type { Recommendation } from '#api/schemas.ts'
import { formatCount, formatScore } from '../../format.ts'
import { useDiscover } from '../../state/discover.ts'

/** The figures behind the words, for who wants them. */
export function EvidenceDetails({ item }: { item: Recommendation }) {
  const { t } = useTranslation()
  const stats = useDiscover((state) => state.result?.stats)
  return (
    <div className="details">
      <table className="figures">
        <caption>{t('details.evidence')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('details.seed')}</th>
            <th scope="col">{t('details.cosine')}</th>
            <th scope="col">{t('details.place')}</th>
            <th scope="col">{t('details.part')}</th>
          </tr>
        </thead>
        <tbody>
          {item.evidence.map((evidence) => (
            <tr key={`${evidence.model.id} ${evidence.seed.id} ${evidence.kind}`}>
              <th scope="row">
                {evidence.seed.name}
                <span className="muted">{t(`model.${evidence.model.algorithm}`)}</span>
              </th>
              <td>{formatScore(evidence.similarity, { digits: 3 })}</td>
              <td>{formatCount(evidence.place)}</td>
              <td>{formatScore(evidence.contribution, { digits: 3 })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {stats ? (
        <>
          <p className="details-title">
            {t('details.list', { count: stats.candidates, shown: formatCount(stats.candidates) })}
          </p>
          <dl className="details-stats">
            <Figure name={t('details.score')} value={item.score} />
            <Figure name={t('details.mean')} value={stats.mean} />
            <Figure name={t('details.std')} value={stats.std} />
            <Figure name={t('details.p95')} value={stats.p95} />
            <Figure name={t('details.max')} value={stats.max} />
          </dl>
        </>
      ) : null}
    </div>
  )
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatScore(value, { digits: 3 })}</dd>
    </div>
  )
}
