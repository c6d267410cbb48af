import { useTranslation } from 'react-i18next'
import type { RecommendResult } from '#api/schemas.ts'
import { Tag } from '../../elements/tag.tsx'

/** Says plainly when the listeners behind a list were made up. */
export function SimulatedNote({ result }: { result: RecommendResult }) {
  const { t } = useTranslation()
  if (!result.models.some(({ simulated }) => simulated)) return null
  return (
    <p className="simulated">
      <Tag>{t('simulated.tag')}</Tag>
      <span>{t('simulated.note')}</span>
    </p>
  )
}
