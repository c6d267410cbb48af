/** The mark: a track that leaves the line it was on. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M3 18.5h4.5c3.6 0 4.6-2.2 6-5.5s2.6-6 6-6H21"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="3.6" cy="18.5" r="2.2" fill="var(--text)" />
    </svg>
  )
}
