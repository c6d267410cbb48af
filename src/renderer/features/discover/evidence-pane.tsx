import { PanelRightOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../elements/button.tsx'
import { Dialog } from '../../elements/overlay.tsx'
import { useMedia, useNarrow } from '../../elements/use-media.ts'
import { useDiscover } from '../../state/discover.ts'
import { setEvidence, useView } from '../../state/view.ts'
import { Evidence } from './evidence.tsx'
import { useSelected } from './selection.ts'
import './evidence.css'

/** The reasons for one row: beside the list, or over it where there is no room. */
export function EvidencePane() {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const tight = useMedia('(max-width: 940px)')
  const open = useView((view) => view.evidence)
  const shown = useSelected((state) => state.shown)
  const chosen = useDiscover((state) => state.result?.items.find(({ id }) => id === shown) ?? null)
  const first = useDiscover((state) => state.result?.items[0] ?? null)
  const asked = useSelected((state) => state.asked)
  const failed = useDiscover((state) => state.failure !== null)
  const item = chosen ?? first
  if (failed) return null
  if (narrow || tight) {
    return (
      <Dialog
        title={t('evidence.title')}
        hideTitle
        from="end"
        isOpen={asked && chosen !== null}
        onOpenChange={(isOpen) => useSelected.setState({ asked: isOpen })}
      >
        {chosen ? <Evidence item={chosen} onClose={() => useSelected.setState({ asked: false })} /> : null}
      </Dialog>
    )
  }
  if (!open) {
    return (
      <div className="evidence-folded">
        <IconButton label={t('evidence.show')} shortcut="]" onPress={() => setEvidence(true)}>
          <PanelRightOpen />
        </IconButton>
      </div>
    )
  }
  return (
    <aside className="evidence" aria-label={t('evidence.title')}>
      {item ? (
        <Evidence item={item} onClose={() => setEvidence(false)} />
      ) : (
        <p className="evidence-empty">{t('evidence.empty')}</p>
      )}
    </aside>
  )
}
