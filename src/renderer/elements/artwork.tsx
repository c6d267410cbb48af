import { memo, useId } from 'react'
import { type ArtworkInput, type Picture, pictureOf } from './artwork-shape.ts'
import './artwork.css'

type Props = ArtworkInput & {
  /** Bands are round, tracks square. */
  round?: boolean
  size?: 'row' | 'small' | 'tile' | 'large'
  /** The address of a picture of its own, shown instead. */
  image?: string
}

/** The picture of a band or track; says nothing to a screen reader, since the name stands beside it. */
export const Artwork = memo(function Artwork({ name, genre, year, round = false, size = 'row', image }: Props) {
  const id = useId()
  if (image !== undefined) {
    return <img className="artwork" data-round={round} data-size={size} src={image} alt="" decoding="async" />
  }
  const picture = pictureOf({ name, genre, year })
  return (
    <svg className="artwork" data-round={round} data-size={size} viewBox="0 0 40 40" aria-hidden="true">
      <defs>
        <linearGradient id={id} gradientTransform={`rotate(${picture.angle} 0.5 0.5)`}>
          <stop offset="0" stopColor={picture.from} />
          <stop offset="1" stopColor={picture.to} />
        </linearGradient>
      </defs>
      <rect width="40" height="40" fill={`url(#${id})`} />
      <g fill={picture.ink} stroke={picture.ink} strokeWidth="0" opacity="0.78">
        <Figure picture={picture} />
      </g>
    </svg>
  )
})

function Figure({ picture: { shape, vary } }: { picture: Picture }) {
  const [a, b, c] = vary
  switch (shape) {
    case 'hill':
      return <circle cx={8 + a * 24} cy={42 + b * 6} r={18 + c * 10} />
    case 'sun':
      return <circle cx={12 + a * 16} cy={12 + b * 14} r={7 + c * 6} />
    case 'disc':
      return <circle cx={a > 0.5 ? 30 : 10} cy={22 + b * 8} r={15 + c * 5} />
    case 'ring':
      return <circle cx={14 + a * 12} cy={14 + b * 12} r={9 + c * 5} fill="none" strokeWidth={4 + b * 3} />
    case 'slope':
      return (
        <path d={a > 0.5 ? `M0 ${20 + b * 14}L40 ${6 + c * 16}V40H0Z` : `M0 ${6 + c * 16}L40 ${20 + b * 14}V40H0Z`} />
      )
    case 'waves':
      return (
        <>
          <path d={wave(16 + a * 6, 3 + b * 4)} opacity="0.55" />
          <path d={wave(25 + a * 6, 3 + c * 4)} />
        </>
      )
    case 'bars':
      return (
        <>
          {(
            [
              ['first', a],
              ['second', c],
              ['third', b],
              ['fourth', 1 - a],
            ] as const
          ).map(([bar, height], index) => (
            <rect key={bar} x={7 + index * 7} y={30 - height * 18} width="5" height={height * 18 + 2} rx="2.5" />
          ))}
        </>
      )
    case 'arcs': {
      const x = a > 0.5 ? 40 : 0
      return (
        <g fill="none" strokeWidth={3.5}>
          <circle cx={x} cy="40" r={10 + b * 3} />
          <circle cx={x} cy="40" r={19 + b * 3} opacity="0.75" />
          <circle cx={x} cy="40" r={28 + b * 3} opacity="0.5" />
        </g>
      )
    }
    case 'horizon':
      return (
        <>
          <circle cx={14 + a * 12} cy={25 + b * 3} r={7 + c * 4} opacity="0.6" />
          <rect y={26 + b * 3} width="40" height="16" />
        </>
      )
    case 'petal':
      return (
        <g transform={`rotate(${a * 180} 20 20)`}>
          <ellipse cx="20" cy="20" rx={6 + b * 3} ry={16 + c * 4} />
          <ellipse cx="20" cy="20" rx={16 + c * 4} ry={6 + b * 3} opacity="0.55" />
        </g>
      )
  }
}

const wave = (y: number, height: number) =>
  `M0 ${y}C7 ${y - height} 13 ${y - height} 20 ${y}S33 ${y + height} 40 ${y}V40H0Z`
