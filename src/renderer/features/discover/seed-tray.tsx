import { Minus, Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CatalogItem } from '#api/schemas.ts'
import { Artwork } from '../../elements/artwork.tsx'
import { Button, IconButton } from '../../elements/button.tsx'
import { formatCount } from '../../format.ts'
import { t } from '../../i18n.ts'
import { ItemArtwork } from '../../parts/item-artwork.tsx'
import { clearSeeds, removeSeed, steerSeed, type TraySeed, useDiscover } from '../../state/discover.ts'
import { bandOf } from '../../words.ts'
import './seed-tray.css'

/** What the list starts from, with the share of each, and what it steers away from. */
export function SeedTray() {
  const { t } = useTranslation()
  const seeds = useDiscover((state) => state.seeds)
  const negatives = useDiscover((state) => state.negatives)
  const answered = useDiscover((state) => state.result?.seeds)
  const shares = new Map(answered?.map(({ id, share }) => [id as string, share]))
  const all = [...seeds, ...negatives]
  return (
    <section className="tray" aria-label={t('seed.tray')}>
      <div className="tray-head">
        <h2>{t('seed.tray')}</h2>
        {all.length > 1 ? (
          <Button look="link" onPress={clearSeeds}>
            {t('seed.clear')}
          </Button>
        ) : null}
      </div>
      <ul className="tray-list">
        {seeds.map((entry) => (
          <SeedCard key={entry.key} entry={entry} share={shares.get(entry.key)} only={seeds.length === 1} />
        ))}
        {negatives.map((entry) => (
          <SeedCard key={entry.key} entry={entry} away />
        ))}
        <li>
          <Button look="quiet" onPress={() => document.getElementById('search')?.focus()}>
            <Plus aria-hidden="true" />
            {t('seed.add')}
          </Button>
        </li>
      </ul>
    </section>
  )
}

const noteOf = (item: CatalogItem) =>
  item.kind === 'track' ? [bandOf(item), item.year].filter(Boolean).join(' · ') : (item.genres[0] ?? t('item.band'))

type CardProps = { entry: TraySeed; share?: number | undefined; away?: boolean; only?: boolean }

function SeedCard({ entry, share, away = false, only = false }: CardProps) {
  const { t } = useTranslation()
  const { item, label, key } = entry
  const percent = share === undefined ? null : formatCount(share <= 1 ? share * 100 : share)
  return (
    <li className="seed" data-away={away}>
      {item ? (
        <ItemArtwork item={item} size="small" />
      ) : (
        <Artwork name={label} genre={undefined} year={undefined} round size="small" />
      )}
      <span className="seed-names">
        <span className="seed-name ellipsis">{label}</span>
        <span className="seed-note ellipsis">
          {away ? t('seed.steeringAway') : item ? noteOf(item) : t('seed.looking')}
        </span>
      </span>
      {percent !== null && !only ? (
        <span className="seed-share">
          <span aria-hidden="true">{percent}</span>
          <span className="visually-hidden">{t('seed.share', { percent })}</span>
        </span>
      ) : null}
      <span className="seed-tools">
        <IconButton
          label={away ? t('seed.towardsNamed', { name: label }) : t('seed.steerAwayNamed', { name: label })}
          onPress={() => steerSeed(key)}
        >
          {away ? <Plus /> : <Minus />}
        </IconButton>
        <IconButton label={t('seed.removeNamed', { name: label })} onPress={() => removeSeed(key)}>
          <X />
        </IconButton>
      </span>
    </li>
  )
}
