import { useEffect } from 'react'
import type { CatalogItem, PlaylistEntry } from '#api/schemas.ts'
import { Artwork } from '../elements/artwork.tsx'
import { askForCover, useCovers } from '../state/covers.ts'
import { artworkName } from '../words.ts'

type Item = Pick<CatalogItem, 'kind' | 'artist' | 'title' | 'genres' | 'year' | 'owned'>
type Props = { item: CatalogItem | PlaylistEntry; size?: 'row' | 'small' | 'large' | 'tile' }

/** The picture of a band or track: the cover of a file that the listener has of it, else one that is drawn for its name. */
export function ItemArtwork({ item, size = 'row' }: Props) {
  const id = 'id' in item ? item.id : item.item
  return item.owned === true && id !== null ? <Cover id={id} item={item} size={size} /> : drawn(item, size)
}

function Cover({ id, item, size }: { id: string; item: Item; size: NonNullable<Props['size']> }) {
  const image = useCovers(({ images }) => images.get(id))
  useEffect(() => {
    if (image === undefined) askForCover(id)
  }, [id, image])
  return drawn(item, size, image ?? undefined)
}

const drawn = (item: Item, size: NonNullable<Props['size']>, image?: string) => (
  <Artwork
    name={artworkName(item)}
    genre={item.genres[0]}
    year={item.year}
    round={item.kind === 'artist'}
    size={size}
    {...(image === undefined ? {} : { image })}
  />
)
