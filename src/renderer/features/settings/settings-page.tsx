import { useTranslation } from 'react-i18next'
import { Button } from '../../elements/button.tsx'
import { Segmented } from '../../elements/segmented.tsx'
import { ShortcutsList } from '../../elements/shortcuts-list.tsx'
import { Toggle } from '../../elements/toggle.tsx'
import { formatCount } from '../../format.ts'
import { useLibrary } from '../../state/library.ts'
import { navigate } from '../../state/route.ts'
import { densities, setDensity, setLeftOut, setTheme, themes, useSettings } from '../../state/settings.ts'
import './settings.css'

export function SettingsPage() {
  const { t } = useTranslation()
  const theme = useSettings((state) => state.theme)
  const density = useSettings((state) => state.density)
  const hideExplicit = useSettings((state) => state.hideExplicit)
  const asciiOnly = useSettings((state) => state.asciiOnly)
  const requests = useLibrary((state) => state.status?.networkRequests ?? 0)
  return (
    <div className="page">
      <div className="page-inner settings">
        <div className="page-head">
          <h1>{t('nav.settings')}</h1>
        </div>
        <section className="setting">
          <div>
            <h2>{t('settings.theme')}</h2>
            <p className="muted">{t('settings.themeText')}</p>
          </div>
          <Segmented
            label={t('settings.theme')}
            value={theme}
            options={themes.map((id) => ({ id, label: t(`settings.themes.${id}`) }))}
            onChange={(chosen) => void setTheme(chosen)}
          />
        </section>
        <section className="setting">
          <div>
            <h2>{t('settings.density')}</h2>
            <p className="muted">{t('settings.densityText')}</p>
          </div>
          <Segmented
            label={t('settings.density')}
            value={density}
            options={densities.map((id) => ({ id, label: t(`settings.densities.${id}`) }))}
            onChange={(chosen) => void setDensity(chosen)}
          />
        </section>
        <section className="setting">
          <div>
            <h2>{t('settings.explicit')}</h2>
            <p className="muted">{t('settings.explicitText')}</p>
          </div>
          <div className="setting-controls">
            <Toggle isSelected={hideExplicit} onChange={(hide) => void setLeftOut('hideExplicit', hide)}>
              {t('settings.hideExplicit')}
            </Toggle>
            <Button look="link" onPress={() => navigate({ page: 'cleaning' })}>
              {t('settings.explicitWords')}
            </Button>
          </div>
        </section>
        <section className="setting">
          <div>
            <h2>{t('settings.letters')}</h2>
            <p className="muted">{t('settings.lettersText')}</p>
          </div>
          <Toggle isSelected={asciiOnly} onChange={(only) => void setLeftOut('asciiOnly', only)}>
            {t('settings.asciiOnly')}
          </Toggle>
        </section>
        <section className="setting setting-tall">
          <div>
            <h2>{t('shortcuts.title')}</h2>
            <p className="muted">{t('settings.shortcutsText')}</p>
          </div>
          <ShortcutsList />
        </section>
        <section className="setting">
          <div>
            <h2>{t('settings.about')}</h2>
            <p className="muted">{t('settings.aboutText')}</p>
          </div>
          <p className="setting-figure">
            <strong>{formatCount(requests)}</strong>
            <span className="muted">{t('settings.requests', { count: requests })}</span>
          </p>
        </section>
      </div>
    </div>
  )
}
