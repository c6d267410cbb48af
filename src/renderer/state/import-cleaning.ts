/** What cleaning would do to the files that are looked at, and which rules the listener throws for them. */
import { create } from 'zustand'
import type { CleaningPreview, CleaningRule, CleaningSwitch, FileRef } from '#api/schemas.ts'
import { asFailure, client, type Failure } from './client.ts'

type ImportCleaning = {
  preview: CleaningPreview | null
  failure: Failure | null
  switches: readonly CleaningSwitch[]
}

const blank: ImportCleaning = { preview: null, failure: null, switches: [] }

export const useImportCleaning = create<ImportCleaning>(() => blank)

let lastCount = 0

/** Count what the rules would do to these files. Only the last count that was asked for is shown. */
export async function countCleaning(files: FileRef[]): Promise<void> {
  const count = ++lastCount
  try {
    const { switches } = useImportCleaning.getState()
    const preview = await client.importCleaning({ files, switches: [...switches] })
    if (count === lastCount) useImportCleaning.setState({ preview, failure: null })
  } catch (thrown) {
    if (count === lastCount) useImportCleaning.setState({ preview: null, failure: asFailure(thrown) })
  }
}

/** Throw a rule: it shows at once, and its counts follow. */
export function throwRule(rule: CleaningRule, on: boolean): void {
  useImportCleaning.setState(({ switches }) => ({
    switches: [...switches.filter((each) => each.rule !== rule), { rule, on }],
  }))
}

/** Whether a rule is on as the listener has thrown it here. */
export const isThrown = (switches: readonly CleaningSwitch[], rule: CleaningRule, on: boolean): boolean =>
  switches.find((each) => each.rule === rule)?.on ?? on

export function forgetCleaning(): void {
  lastCount += 1
  useImportCleaning.setState(blank)
}
