/** Small data-set files, written by the tests, that end in each of the four ways. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const songs = ['song_id,band,song_name', '1,Blur,Song 2', '2,Blur,Parklife', '3,Pulp,Common People', '']
const more = ['song_id,band,song_name', '11,Suede,Trash', '12,Elastica,Connection', '']
const broken = ['song_id,band,song_name', '21,Blur,Tender', '22,Blur', '23,Pulp,Help the Aged', '24,,Nameless', '']
const likes = ['user,item', 'u1,1', 'u1,2', 'u2,1', 'u2,3', 'u3,99', '']

const contents = {
  'songs.csv': songs.join('\n'),
  'repaired.csv': `\ufeff${more.join('\r\n')}`,
  'partial.csv': broken.join('\n'),
  'user_favorites.csv': likes.join('\n'),
  'empty.csv': '',
  'picture.csv': Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n'), Buffer.alloc(4000, 1)]),
} as const

export type SmallFile = keyof typeof contents

/** Write them all into a new folder below `folder`; returns where each one lies. */
export async function writeSmallFiles(folder: string): Promise<Record<SmallFile, string>> {
  const into = join(folder, 'files')
  await mkdir(into, { recursive: true })
  const paths = Object.fromEntries(Object.keys(contents).map((name) => [name, join(into, name)]))
  for (const [name, content] of Object.entries(contents)) await writeFile(join(into, name), content)
  return paths as Record<SmallFile, string>
}
