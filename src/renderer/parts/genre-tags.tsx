import { Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import {
  Button as AriaButton,
  DialogTrigger,
  Input,
  ListBox,
  ListBoxItem,
  TextField,
  useFilter,
} from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { CatalogItem, GenreVotes } from '#api/schemas.ts'
import { Float } from '../elements/overlay.tsx'
import { formatList, formatPercent } from '../format.ts'
import { correctGenre, loadGenreNames, loadVotes, useGenres } from '../state/genres.ts'
import './genre-tags.css'

type Props = { item: Pick<CatalogItem, 'id' | 'artist' | 'title' | 'genres'> }

/** The genres of a band or track, each with a way to say that it is wrong, and what speaks for them. */
export function GenreTags({ item }: Props) {
  const { t } = useTranslation()
  const { id, genres } = item
  const votes = useGenres((state) => (state.votesOf === id ? state.votes : null))
  const shown = genres.join()
  // What is shown changes with what the listener says of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown is what tells that
  useEffect(() => void loadVotes(id), [id, shown])
  return (
    <section aria-label={t('genres.label')}>
      <ul className="genre-tags">
        {genres.map((genre) => (
          <li key={genre} className="genre-tag">
            {genre}
            <AriaButton
              className="genre-wrong"
              aria-label={t('genres.wrongNamed', { genre })}
              onPress={() => void correctGenre(item, genre, 'is-not')}
            >
              <X aria-hidden="true" />
            </AriaButton>
          </li>
        ))}
        <li>
          <AddGenre item={item} />
        </li>
      </ul>
      {votes && votes.voices.length > 0 ? <Voices votes={votes} /> : null}
    </section>
  )
}

function AddGenre({ item }: Props) {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState('')
  const names = useGenres((state) => state.names)
  const shown = names.filter((name) => !item.genres.includes(name) && contains(name, wanted.trim()))
  return (
    <DialogTrigger
      isOpen={open}
      onOpenChange={(isOpen) => {
        setOpen(isOpen)
        setWanted('')
        if (isOpen) void loadGenreNames()
      }}
    >
      <AriaButton className="genre-add" aria-label={t(item.genres.length === 0 ? 'genres.addFirst' : 'genres.add')}>
        <Plus aria-hidden="true" />
        {item.genres.length === 0 ? t('genres.none') : null}
      </AriaButton>
      <Float placement="bottom start" aria-label={t('genres.add')}>
        <div className="genre-choices">
          <TextField aria-label={t('genres.find')} autoFocus value={wanted} onChange={setWanted}>
            <Input className="text-input" placeholder={t('genres.find')} />
          </TextField>
          <ListBox
            className="menu"
            aria-label={t('genres.add')}
            items={shown.map((name) => ({ id: name }))}
            renderEmptyState={() => <p className="muted genre-none">{t('filter.none')}</p>}
            onAction={(name) => {
              setOpen(false)
              void correctGenre(item, String(name), 'is')
            }}
          >
            {({ id }) => (
              <ListBoxItem id={id} textValue={id} className="menu-item">
                {id}
              </ListBoxItem>
            )}
          </ListBox>
        </div>
      </Float>
    </DialogTrigger>
  )
}

/** Who says what, with the doubt where voices differ. */
function Voices({ votes }: { votes: GenreVotes }) {
  const { t } = useTranslation()
  return (
    <>
      {votes.inDoubt ? <p className="genre-doubt">{t('genres.inDoubt')}</p> : null}
      <dl className="genre-voices">
        {votes.voices.map(({ voter, source, says }) => (
          <div key={source ?? voter}>
            <dt>{source ?? t(`genres.voter.${voter}`)}</dt>
            <dd>
              {formatList(
                says.slice(0, 3).map(({ genre, share }) => t('genres.share', { genre, share: formatPercent(share) })),
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
