import { expect, test } from 'vitest'
import type { FileLedger } from '#api/schemas.ts'
import { ledgerExamples } from '#core/store/source-rows.ts'
import { newLibrary } from '../library.ts'

test('keeps records that were merged, set aside or refused to look at, with their lines', async () => {
  const library = newLibrary()
  const result = await library.import({
    'songs.csv': 'song_id,band,song_name\n1,Low,Lullaby\n1,Low,Sunflower\n2,Can\n',
    'likes.csv': 'user,item\nann,1\nann,1\nann,99\n',
  })
  const examples = (table: string, keyword: string) => {
    const file = result.files.find((one) => one.table === table) as FileLedger
    return ledgerExamples(library.db, file.id, keyword)
  }
  expect(examples('songs', 'id-collision')).toEqual([{ line: 3, text: '1\tLow\tSunflower' }])
  expect(examples('songs', 'columns-missing')).toEqual([{ line: 4, text: '2,Can' }])
  expect(examples('interactions', 'duplicate-row')).toEqual([{ line: 3, text: 'ann\t1' }])
  expect(examples('interactions', 'orphan-song')).toEqual([{ line: 4, text: 'ann\t99' }])
})
