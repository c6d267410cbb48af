import { useTranslation } from 'react-i18next'
import { formatCount } from '../../format.ts'
import type { Sum } from './ledger.ts'

/** The one sum: nothing that was read is unaccounted for. */
export function LedgerSum({ sum }: { sum: Sum }) {
  const { t } = useTranslation()
  const parts = [
    ['read', sum.read, ''],
    ['kept', sum.kept, '='],
    ['merged', sum.merged, '+'],
    ['setAside', sum.setAside, '+'],
    ['rejected', sum.rejected, '+'],
  ] as const
  return (
    <dl className="sum" aria-label={t('result.sum')}>
      {parts.map(([name, count, sign]) => (
        <div key={name} className="sum-part" data-zero={count === 0}>
          {sign ? (
            <span className="sum-sign" aria-hidden="true">
              {sign}
            </span>
          ) : null}
          <dt>{t(`result.part.${name}`)}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  )
}
