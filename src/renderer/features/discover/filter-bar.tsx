import { ToggleButton } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { Segmented } from '../../elements/segmented.tsx'
import { setAllVersions, setFilters, setKind, setModel, setOwned, useDiscover } from '../../state/discover.ts'
import { useLibrary } from '../../state/library.ts'
import { FilterChip } from './filter-chip.tsx'
import { genreOptions, genreWords } from './genres.ts'
import './filter-bar.css'

/** What may be in the list, as chips that say what they hold. */
export function FilterBar() {
  const { t } = useTranslation()
  const facets = useLibrary((state) => state.facets)
  const filters = useDiscover((state) => state.filters)
  const kind = useDiscover((state) => state.kind)
  const allVersions = useDiscover((state) => state.allVersions)
  const hasTracks = useLibrary((state) => (state.status?.counts.tracks ?? 0) > 0)

  const genres = genreOptions(facets?.genres ?? [])
  const decades = (facets?.decades ?? []).map(({ decade, artists }) => ({
    id: String(decade),
    text: t('filter.decade', { decade }),
    count: artists,
  }))
  const sources = (facets?.sources ?? []).map(({ id, name, artists }) => ({
    id: String(id),
    text: name,
    count: artists,
  }))

  return (
    <div className="filters" role="group" aria-label={t('filter.label')}>
      <div className="filters-chips">
        <FilterChip
          name={t('filter.genre')}
          holds={genreWords(filters.genres, genres)}
          options={genres}
          chosen={filters.genres}
          searchable
          onChange={(chosen) => setFilters({ genres: chosen })}
        />
        <FilterChip
          name={t('filter.decadeName')}
          holds={decades
            .filter(({ id }) => filters.decades.includes(Number(id)))
            .map(({ text }) => text)
            .join(', ')}
          options={decades}
          chosen={filters.decades.map(String)}
          onChange={(chosen) => setFilters({ decades: chosen.map(Number) })}
        />
        {sources.length > 1 || filters.sources.length > 0 ? (
          <FilterChip
            name={t('filter.source')}
            holds={sources
              .filter(({ id }) => filters.sources.includes(Number(id)))
              .map(({ text }) => text)
              .join(', ')}
            options={sources}
            chosen={filters.sources.map(String)}
            onChange={(chosen) => setFilters({ sources: chosen.map(Number) })}
          />
        ) : null}
        <OwnedChip />
        {kind === 'track' ? (
          <span className="chip" data-active={allVersions}>
            <ToggleButton className="chip-button" isSelected={allVersions} onChange={setAllVersions}>
              {t('versions.all')}
            </ToggleButton>
          </span>
        ) : null}
      </div>
      <div className="filters-side">
        <ModelChoice />
        {hasTracks || kind === 'track' ? (
          <Segmented
            label={t('discover.kind')}
            value={kind}
            options={[
              { id: 'artist', label: t('discover.bands') },
              { id: 'track', label: t('discover.tracks') },
            ]}
            onChange={setKind}
          />
        ) : null}
      </div>
    </div>
  )
}

/** Only music that the listener has in files, or only other; shown where there is any. */
function OwnedChip() {
  const { t } = useTranslation()
  const owned = useDiscover((state) => state.filters.owned)
  const files = useLibrary((state) => state.facets?.ownedTracks ?? 0)
  const tracks = useLibrary((state) => state.status?.counts.tracks ?? 0)
  if (files === 0 && owned === undefined) return null
  const options = [
    { id: 'only', text: t('filter.owned.only'), count: files },
    { id: 'not', text: t('filter.owned.not'), count: Math.max(0, tracks - files) },
  ]
  return (
    <FilterChip
      name={t('filter.owned.name')}
      holds={options.find(({ id }) => id === owned)?.text ?? ''}
      options={options}
      chosen={owned === undefined ? [] : [owned]}
      // One of the two: choosing the other one lets go of the first.
      onChange={(chosen) =>
        setOwned((['only', 'not'] as const).find((id) => id !== owned && chosen.includes(id)) ?? null)
      }
    />
  )
}

const modelOrigins = ['sgns', 'als', 'neighbours', 'imported'] as const

function ModelChoice() {
  const { t } = useTranslation()
  const model = useDiscover((state) => state.model)
  const models = useLibrary((state) => state.status?.models)
  const origins = modelOrigins.filter((origin) => models?.some(({ algorithm }) => algorithm === origin))
  if (origins.length < 2) return null
  return (
    <Segmented
      label={t('discover.model')}
      quiet
      value={model ?? 'together'}
      options={[
        { id: 'together', label: t('model.together') },
        ...origins.map((origin) => ({ id: origin, label: t(`model.${origin}`) })),
      ]}
      onChange={(chosen) => setModel(chosen === 'together' ? null : chosen)}
    />
  )
}
