import { useTranslation } from 'react-i18next'
import type { RecommendResult } from '#api/schemas.ts'
import { Button } from '../../elements/button.tsx'
import { formatCount } from '../../format.ts'
import { hasWord, word } from '../../i18n.ts'
import { type FilterName, loosen } from '../../state/discover.ts'

/** The core names the filter, the tray its list. */
const lists: Record<string, FilterName> = { genre: 'genres', decade: 'decades', source: 'sources', owned: 'owned' }

/** Where filters leave fewer than asked for: which one left out how many, and a way to loosen it. */
export function FilteredOut({ result, limit }: { result: RecommendResult; limit: number }) {
  const { t } = useTranslation()
  const left = Object.entries(result.filteredOut)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
  if (result.items.length >= limit || left.length === 0) return null
  return (
    <section className="note filtered-out" aria-label={t('filteredOut.label')}>
      <p>
        <strong>
          {t('filteredOut.title', { count: result.items.length, shown: formatCount(result.items.length) })}
        </strong>
      </p>
      <ul>
        {left.map(([name, count]) => (
          <li key={name}>
            <span>
              {t('filteredOut.line', {
                filter: hasWord('filteredOut.name', name) ? word('filteredOut.name', name) : name,
                count,
                shown: formatCount(count),
              })}
            </span>
            <Loosen list={lists[name]} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Loosen({ list }: { list: FilterName | undefined }) {
  const { t } = useTranslation()
  if (!list) return null
  return (
    <Button look="link" onPress={() => loosen(list)}>
      {t(`filteredOut.loosen.${list}`)}
    </Button>
  )
}
