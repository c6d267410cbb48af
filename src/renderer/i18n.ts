/** Every string comes from a catalogue; keys are typed after the English one. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './locales/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
    returnNull: false
  }
}

/** Make the catalogues ready; synchronous, since they are part of the bundle. */
export function startLanguage(): void {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}

export const t = i18next.t

/** The word for a key that data names, such as a reason keyword; the key itself where no catalogue knows it. */
export function word(group: string, key: string): string {
  const path = `${group}.${key}`
  return i18next.exists(path) ? i18next.t(path as never) : key
}

/** Whether the catalogue has a word for this key. */
export function hasWord(group: string, key: string): boolean {
  return i18next.exists(`${group}.${key}`)
}
