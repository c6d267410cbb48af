import { useTranslation } from 'react-i18next'
import { type Step, useImporting } from '../../state/importing.ts'
import { useJobs } from '../../state/jobs.ts'
import { FilesStep } from './files-step.tsx'
import { PreviewStep } from './preview-step.tsx'
import { ResultStep } from './result-step.tsx'
import { RunStep } from './run-step.tsx'
import './import.css'

const steps: readonly Step[] = ['files', 'preview', 'import', 'result']

/** From files to a library, in four steps that the page itself decides. */
export function ImportPage() {
  const { t } = useTranslation()
  const jobId = useImporting((state) => state.jobId)
  const inspected = useImporting((state) => state.inspected)
  const job = useJobs(({ jobs }) => (jobId === null ? null : (jobs[jobId] ?? null)))
  const step: Step = job?.state === 'done' ? 'result' : job ? 'import' : inspected ? 'preview' : 'files'
  return (
    <div className="page">
      <div className="page-inner">
        <ol className="steps" aria-label={t('import.steps')}>
          {steps.map((name, index) => (
            <li key={name} {...(name === step ? { 'aria-current': 'step' as const } : {})}>
              <span aria-hidden="true">{index + 1}</span> {t(`import.step.${name}`)}
            </li>
          ))}
        </ol>
        {step === 'files' ? <FilesStep /> : null}
        {step === 'preview' ? <PreviewStep /> : null}
        {step === 'import' && job ? <RunStep job={job} /> : null}
        {step === 'result' && job ? <ResultStep job={job} /> : null}
      </div>
    </div>
  )
}
