import { useTranslation } from 'react-i18next'

const shortcuts = [
  ['search', 'Ctrl K'],
  ['away', 'Shift Enter'],
  ['arrows', '↑ ↓'],
  ['evidence', 'Enter'],
  ['collect', 'P'],
  ['select', 'Shift ↑ ↓'],
  ['selectAll', 'Ctrl A'],
  ['move', 'Alt ↑ ↓'],
  ['remove', 'Delete'],
  ['undo', 'Ctrl Z'],
  ['sideBar', '['],
  ['pane', ']'],
  ['list', '?'],
] as const

/** Every shortcut and what it does. */
export function ShortcutsList() {
  const { t } = useTranslation()
  return (
    <dl className="shortcuts">
      {shortcuts.map(([name, keys]) => (
        <div key={name}>
          <dt>{t(`shortcuts.${name}`)}</dt>
          <dd>
            <kbd>{keys}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  )
}
