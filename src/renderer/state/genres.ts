/** Genres as the listener corrects them, and who says what of them. */
import { create } from 'zustand'
import type { CatalogItem, GenreClassifier, GenreCorrection, GenreVotes } from '#api/schemas.ts'
import { t } from '../i18n.ts'
import { startTidying } from './cleaning.ts'
import { asFailure, client, type Failure } from './client.ts'
import { showToast } from './toasts.ts'

/** What a correction is about: a band, or one of its tracks. */
export type Corrected = Pick<CatalogItem, 'artist' | 'title'>

type Genres = {
  /** The item whose votes these are. */
  votesOf: string | null
  votes: GenreVotes | null
  corrections: GenreCorrection[]
  /** Every genre that Sidetrack knows, families before the genres below them. */
  names: string[]
  failure: Failure | null
}

export const useGenres = create<Genres>(() => ({
  votesOf: null,
  votes: null,
  corrections: [],
  names: [],
  failure: null,
}))

async function attempt(run: () => Promise<void>): Promise<boolean> {
  try {
    await run()
    useGenres.setState({ failure: null })
    return true
  } catch (thrown) {
    useGenres.setState({ failure: asFailure(thrown) })
    return false
  }
}

export async function loadVotes(id: string): Promise<void> {
  await attempt(async () => {
    const votes = await client.genreVotes({ id })
    useGenres.setState({ votesOf: id, votes })
  })
}

export async function loadCorrections(): Promise<void> {
  await attempt(async () => useGenres.setState({ corrections: (await client.genreCorrections({})).items }))
}

export async function loadGenreNames(): Promise<void> {
  if (useGenres.getState().names.length > 0) return
  await attempt(async () => useGenres.setState({ names: (await client.genreNames({})).items.map(({ name }) => name) }))
}

const aboutOf = ({ artist, title }: { artist: string; title?: string | null | undefined }) => ({
  artist,
  ...(title === undefined || title === null ? {} : { title }),
})

async function say(about: Corrected, genre: string, verdict: GenreCorrection['verdict'] | null) {
  const { before } = await client.genreCorrect({ ...aboutOf(about), genre, verdict })
  await loadCorrections()
  return before
}

/** Say that something is or is not of a genre; the note at the edge takes it back. */
export async function correctGenre(
  about: Corrected,
  genre: string,
  verdict: GenreCorrection['verdict'],
): Promise<void> {
  let before: GenreCorrection['verdict'] | null = null
  const said = await attempt(async () => {
    before = await say(about, genre, verdict)
  })
  const failure = useGenres.getState().failure
  if (!said && failure) return showToast(failure.message)
  showToast(t(verdict === 'is' ? 'genres.is' : 'genres.isNot', { name: about.title ?? about.artist, genre }), {
    label: t('toast.undo'),
    run: () => void attempt(async () => void (await say(about, genre, before))),
  })
}

/** Take a correction back; the note at the edge makes it again. */
export async function forgetCorrection({ artist, title, genre, verdict }: GenreCorrection): Promise<void> {
  const about = aboutOf({ artist, title })
  if (!(await attempt(async () => void (await say(about, genre, null))))) return
  showToast(t('genres.forgotten', { name: title ?? artist, genre }), {
    label: t('toast.undo'),
    run: () => void attempt(async () => void (await say(about, genre, verdict))),
  })
}

/** Believe one classifier of genres alone; null counts the votes of all. */
export const trustClassifier = (classifier: GenreClassifier | null): Promise<boolean> =>
  startTidying(() => client.genreTrust({ classifier }))
