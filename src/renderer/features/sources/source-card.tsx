import { ChevronRight } from 'lucide-react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { FileLedger, Source } from '#api/schemas.ts'
import { Tag } from '../../elements/tag.tsx'
import { formatCount, formatWhen } from '../../format.ts'
import { word } from '../../i18n.ts'
import { CoverageView } from '../../parts/coverage-view.tsx'
import { RemoveSource } from '../../parts/remove-source.tsx'
import { useJobs, waitingFor } from '../../state/jobs.ts'
import { AudioFolder } from './audio-folder.tsx'
import { DescribeSource } from './describe-source.tsx'

export function SourceCard({ source }: { source: Source }) {
  const { t } = useTranslation()
  const waiting = useJobs(waitingFor(source.name))
  const { artists, tracks, listeners, interactions } = source.counts
  const brought = [
    ...(artists > 0 ? [t('count.bands', { count: artists })] : []),
    ...(tracks > 0 ? [t('count.tracks', { count: tracks })] : []),
    ...(listeners > 0 ? [t('count.listeners', { count: listeners })] : []),
    ...(interactions > 0 ? [t('count.plays', { count: interactions })] : []),
  ]
  return (
    <li className="source">
      <div className="source-head">
        <div>
          <h3>
            {source.name} {source.simulated ? <Tag>{t('simulated.tag')}</Tag> : null}
            {source.forTaste ? null : <Tag>{t('library.notForTaste')}</Tag>}
          </h3>
          <p className="muted">{brought.join(' · ')}</p>
          <p className="muted small source-from">
            {[
              t('library.imported', { when: formatWhen(source.importedAt) }),
              ...(source.format === 'audio-files'
                ? []
                : [source.licence ? t('library.licence', { licence: source.licence }) : t('library.noLicence')]),
              ...(source.origin ? [t('library.origin', { origin: source.origin })] : []),
            ].join(' · ')}
          </p>
          {waiting === null ? null : (
            <p className="small source-waits" role="status">
              {t(waiting === 'remove' ? 'library.removeWaits' : 'library.describeWaits')}
            </p>
          )}
        </div>
        <div className="source-actions">
          {source.format === 'audio-files' ? null : <DescribeSource source={source} />}
          <RemoveSource
            source={source}
            label={t('library.remove')}
            named={t('library.removeNamed', { name: source.name })}
          />
        </div>
      </div>
      {source.format === 'audio-files' ? <AudioFolder sourceId={source.id} name={source.name} /> : null}
      {source.coverage && source.coverage.total > 0 ? (
        <Disclosure className="disclosure">
          <Heading level={4}>
            <AriaButton slot="trigger" className="disclosure-button">
              <ChevronRight aria-hidden="true" />
              {t('coverage.title')}
            </AriaButton>
          </Heading>
          <DisclosurePanel>
            <CoverageView coverage={source.coverage} />
          </DisclosurePanel>
        </Disclosure>
      ) : null}
      {source.files.length > 0 ? (
        <Disclosure className="disclosure">
          <Heading level={4}>
            <AriaButton slot="trigger" className="disclosure-button">
              <ChevronRight aria-hidden="true" />
              {t('count.files', { count: source.files.length })}
            </AriaButton>
          </Heading>
          <DisclosurePanel>
            <ul className="source-files">
              {source.files.map((file) => (
                <FileLine key={file.id} file={file} />
              ))}
            </ul>
          </DisclosurePanel>
        </Disclosure>
      ) : null}
    </li>
  )
}

function FileLine({ file }: { file: FileLedger }) {
  const { t } = useTranslation()
  const rejected = Object.values(file.rejected).reduce((sum, count) => sum + count, 0)
  return (
    <li>
      <span className="source-file">{file.path}</span>
      <span className="muted">
        {file.message ??
          [
            ...(file.table ? [word('table', file.table)] : []),
            t('library.fileRead', { shown: formatCount(file.read), count: file.read }),
            t('library.fileKept', { shown: formatCount(file.kept) }),
            ...(file.merged > 0 ? [t('library.fileMerged', { shown: formatCount(file.merged) })] : []),
            ...(file.setAside > 0 ? [t('library.fileSetAside', { shown: formatCount(file.setAside) })] : []),
            ...(rejected > 0 ? [t('library.fileRejected', { shown: formatCount(rejected) })] : []),
          ].join(' · ')}
      </span>
    </li>
  )
}
