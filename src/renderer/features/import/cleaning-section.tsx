import { ChevronRight } from 'lucide-react'
import { useEffect } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { CleaningPreview, InspectResult } from '#api/schemas.ts'
import { Skeleton } from '../../elements/skeleton.tsx'
import { Toggle } from '../../elements/toggle.tsx'
import { formatCount } from '../../format.ts'
import { countCleaning, isThrown, throwRule, useImportCleaning } from '../../state/import-cleaning.ts'
import { setLeftOut, useSettings } from '../../state/settings.ts'

/** Which names the import would join, rule by rule, and which titles would be left out of recommendations. */
export function CleaningSection({ inspected }: { inspected: InspectResult }) {
  const { t } = useTranslation()
  const preview = useImportCleaning((state) => state.preview)
  const failure = useImportCleaning((state) => state.failure)
  const switches = useImportCleaning((state) => state.switches)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another look or another rule makes other counts
  useEffect(() => {
    const files = inspected.files.filter(({ refused }) => refused === null).map(({ ref }) => ref)
    void countCleaning([...new Set(files)])
  }, [inspected, switches])
  return (
    <section className="import-cleaning" aria-label={t('cleaning.inFiles')}>
      <h2>{t('cleaning.inFiles')}</h2>
      {failure ? (
        <p className="note" role="alert">
          {failure.message}
        </p>
      ) : preview ? (
        <Rules preview={preview} />
      ) : (
        <Skeleton label={t('cleaning.counting')} rows={3} />
      )}
    </section>
  )
}

type Rule = CleaningPreview['rules'][number]

function Rules({ preview }: { preview: CleaningPreview }) {
  const { t } = useTranslation()
  const switches = useImportCleaning((state) => state.switches)
  const { records, whole, bands, rules } = preview
  const touched = (rule: Rule) => rule.joins > 0 || switches.some((each) => each.rule === rule.rule)
  const active = rules.filter(touched)
  const idle = rules.filter((rule) => !touched(rule))
  const joined = rules.reduce((sum, { on, joins }) => sum + (on ? joins : 0), 0)
  return (
    <>
      <p className="muted" role="status">
        {joined > 0
          ? t('cleaning.joinedInFiles', { count: joined, bands: formatCount(bands) })
          : t('cleaning.nothingInFiles', { count: bands })}
        {whole ? '' : ` ${t('cleaning.firstRecords', { records: formatCount(records) })}`}
      </p>
      <ul className="import-rules">
        {active.map((rule) => (
          <RuleLine key={rule.rule} rule={rule} />
        ))}
        <TitleLines titles={preview.titles} />
      </ul>
      {idle.length > 0 ? (
        <Disclosure className="disclosure">
          <Heading level={3}>
            <AriaButton slot="trigger" className="disclosure-button">
              <ChevronRight aria-hidden="true" />
              {t('cleaning.idleRules', { count: idle.length })}
            </AriaButton>
          </Heading>
          <DisclosurePanel>
            <ul className="import-rules">
              {idle.map((rule) => (
                <RuleLine key={rule.rule} rule={rule} />
              ))}
            </ul>
          </DisclosurePanel>
        </Disclosure>
      ) : null}
    </>
  )
}

/** One rule with what it would do, and an example out of these very files. */
function RuleLine({ rule: { rule, on, joins, examples } }: { rule: Rule }) {
  const { t } = useTranslation()
  const switches = useImportCleaning((state) => state.switches)
  const [example] = examples
  return (
    <li>
      <Toggle isSelected={isThrown(switches, rule, on)} onChange={(wanted) => throwRule(rule, wanted)}>
        <span className="rule-line">
          <span>{t(`cleaning.rule.${rule}`)}</span>
          <span className="muted small">
            {example ? t('cleaning.oneBand', example) : t(`cleaning.example.${rule}`)}
          </span>
        </span>
      </Toggle>
      <span className="muted">
        {t(on ? 'cleaning.joins' : 'cleaning.wouldJoin', { count: joins, shown: formatCount(joins) })}
      </span>
    </li>
  )
}

/** Titles that are never recommended, and those that are left out as the listener says. */
function TitleLines({ titles }: { titles: CleaningPreview['titles'] }) {
  const { t } = useTranslation()
  const settings = useSettings()
  const lines = [
    ['hideExplicit', 'explicit', titles.explicit],
    ['asciiOnly', 'beyondAscii', titles.beyondAscii],
  ] as const
  return (
    <>
      {lines
        .filter(([key, , count]) => count > 0 || settings[key])
        .map(([key, name, count]) => (
          <li key={key}>
            <Toggle isSelected={settings[key]} onChange={(on) => void setLeftOut(key, on)}>
              <span className="rule-line">
                <span>{t(`cleaning.titles.${name}`)}</span>
                <span className="muted small">{t('cleaning.titles.text')}</span>
              </span>
            </Toggle>
            <span className="muted">
              {t(settings[key] ? 'cleaning.leavesOut' : 'cleaning.wouldLeaveOut', { count, shown: formatCount(count) })}
            </span>
          </li>
        ))}
      {titles.placeholder > 0 ? (
        <li>
          <span className="rule-line">
            <span>{t('cleaning.titles.placeholder')}</span>
            <span className="muted small">{t('cleaning.titles.placeholderText')}</span>
          </span>
          <span className="muted">
            {t('cleaning.leavesOut', { count: titles.placeholder, shown: formatCount(titles.placeholder) })}
          </span>
        </li>
      ) : null}
    </>
  )
}
