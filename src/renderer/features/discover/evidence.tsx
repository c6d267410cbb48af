import { ChevronRight, PanelRightClose } from 'lucide-react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Recommendation } from '#api/schemas.ts'
import { Button, IconButton } from '../../elements/button.tsx'
import { MatchBars } from '../../elements/match-bars.tsx'
import { Bar } from '../../elements/progress.tsx'
import { Tag } from '../../elements/tag.tsx'
import { formatCount, formatScore } from '../../format.ts'
import { GenreTags } from '../../parts/genre-tags.tsx'
import { ItemArtwork } from '../../parts/item-artwork.tsx'
import { addSeeds, useDiscover } from '../../state/discover.ts'
import { bandOf, isByBands, type Reason, reasonsOf, strengthLevel, strengthWord } from '../../words.ts'
import { EvidenceDetails } from './evidence-details.tsx'
import { Facts } from './facts.tsx'
import { PlaylistMenu } from './playlist-menu.tsx'
import { Versions } from './versions.tsx'

/** Everything that is known about why a row is in the list; the parts add up to the match. */
export function Evidence({ item, onClose }: { item: Recommendation; onClose: () => void }) {
  const { t } = useTranslation()
  const simulated = useDiscover((state) => state.result?.models.some((model) => model.simulated) ?? false)
  const reasons = reasonsOf(item)
  const whole = reasons.reduce((sum, { contribution }) => sum + Math.max(0, contribution), 0) || 1
  return (
    <div className="evidence-inner">
      <div className="evidence-head">
        <ItemArtwork item={item} size="large" />
        <div className="evidence-names">
          <h2 className="evidence-name">{item.title ?? item.artist}</h2>
          {item.title === undefined ? null : <p>{bandOf(item)}</p>}
          <p>{[item.year, item.country].filter(Boolean).join(' · ')}</p>
          <p>{t('evidence.listeners', { count: item.listeners, shown: formatCount(item.listeners) })}</p>
        </div>
        <IconButton label={t('evidence.hide')} shortcut="]" onPress={onClose}>
          <PanelRightClose />
        </IconButton>
      </div>
      <GenreTags item={item} />

      <h3 className="evidence-title">{t('evidence.why')}</h3>
      <ul className="reasons">
        {reasons.map((reason) => (
          <ReasonLine
            key={`${reason.seedId} ${reason.away}`}
            reason={reason}
            whole={whole}
            byBand={isByBands(item, reason)}
          />
        ))}
      </ul>
      <div className="evidence-sum">
        <strong>{t('discover.match')}</strong>
        <MatchBars level={strengthLevel[item.strength]} word={strengthWord(item.strength)} />
        <strong>{formatScore(item.score)}</strong>
      </div>
      {simulated ? (
        <p className="evidence-simulated">
          <Tag>{t('simulated.tag')}</Tag>
        </p>
      ) : null}

      <div className="evidence-actions">
        <PlaylistMenu items={[item.id]}>
          <Button look="primary">{t('evidence.add')}</Button>
        </PlaylistMenu>
        <Button onPress={() => addSeeds([item])}>{t('row.more')}</Button>
        <Button onPress={() => addSeeds([item], { away: true })}>{t('evidence.less')}</Button>
      </div>

      {item.kind === 'track' ? <Versions id={item.id} /> : null}
      {item.kind === 'track' ? <Facts id={item.id} /> : null}

      <Disclosure className="disclosure">
        <Heading>
          <AriaButton slot="trigger" className="disclosure-button">
            <ChevronRight aria-hidden="true" />
            {t('evidence.details')}
          </AriaButton>
        </Heading>
        <DisclosurePanel>
          <EvidenceDetails item={item} />
        </DisclosurePanel>
      </Disclosure>
    </div>
  )
}

/** The bar is the reason's part of all that speaks for the row. */
function ReasonLine({ reason, whole, byBand }: { reason: Reason; whole: number; byBand: boolean }) {
  const { t } = useTranslation()
  const { seed, away, contribution, listeners } = reason
  return (
    <li className="reason">
      <span className="reason-head">
        <span>{t(away ? 'evidence.away' : 'evidence.together', { name: seed })}</span>
        <strong data-away={contribution < 0}>{formatScore(contribution, { signed: true })}</strong>
      </span>
      <Bar fraction={Math.abs(contribution) / whole} muted={contribution < 0} />
      <span className="reason-note">
        {listeners > 0
          ? t(byBand ? 'evidence.bothBands' : 'evidence.both', { count: listeners, shown: formatCount(listeners) })
          : t('evidence.noneBoth')}
      </span>
    </li>
  )
}
