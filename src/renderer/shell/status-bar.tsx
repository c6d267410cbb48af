import { useTranslation } from 'react-i18next'
import { formatBytes, formatCount, formatShort } from '../format.ts'
import { useDiscover } from '../state/discover.ts'
import { useLibrary } from '../state/library.ts'
import { useRoute } from '../state/route.ts'

/** What the page holds, and the standing promise that nothing left this computer. */
export function StatusBar() {
  const { t } = useTranslation()
  const requests = useLibrary((state) => state.status?.networkRequests ?? 0)
  const onDiscover = useRoute(({ route }) => route.page === 'discover')
  const searched = useDiscover((state) => state.result !== null && state.failure === null)
  return (
    <footer className="status">
      <span role="status">{onDiscover && searched ? <Searched /> : <Holdings />}</span>
      <span>{t('status.offline', { count: requests })}</span>
    </footer>
  )
}

function Searched() {
  const { t } = useTranslation()
  const result = useDiscover((state) => state.result)
  const kind = useDiscover((state) => state.kind)
  if (!result) return null
  // Rows of several versions of a track are more than the tracks that were looked at.
  const of = Math.max(result.stats.candidates, result.items.length)
  return t(kind === 'artist' ? 'status.searchedBands' : 'status.searchedTracks', {
    shown: formatCount(result.items.length),
    of: formatCount(of),
    count: of,
    time: formatShort(result.milliseconds),
  })
}

function Holdings() {
  const { t } = useTranslation()
  const status = useLibrary((state) => state.status)
  if (!status) return null
  const { artists, tracks } = status.counts
  if (artists === 0) return t('status.empty')
  const parts = [
    t('status.library', { size: formatBytes(status.bytes) }),
    t('count.bands', { count: artists }),
    ...(tracks > 0 ? [t('count.tracks', { count: tracks })] : []),
  ]
  return parts.join(' · ')
}
