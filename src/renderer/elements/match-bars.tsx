import './match-bars.css'

type Props = {
  /** 0 to 5 bars lit. */
  level: number
  word: string
}

/** How close a match is: five short bars and the word, which is what a screen reader gets. */
export function MatchBars({ level, word }: Props) {
  return (
    <span className="match">
      <span className="match-bars" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((bar) => (
          <span key={bar} className="match-bar" data-lit={bar <= level} />
        ))}
      </span>
      <span className="match-word">{word}</span>
    </span>
  )
}
