/** Files of known data sets that hold nothing to import: refused with what they are. */

/** Says in kind words why a table is not imported; null for any other. `header` is folded, `fileName` in lower case. */
export function tableNotUsed(header: readonly string[], firstLine: string, fileName: string): string | null {
  const [first = '', second = ''] = header
  if (header.includes('userid') && header.includes('friendid')) {
    return 'This is the list of friends of HetRec 2011 (user_friends.dat). Friendships are not used by Sidetrack; leave it out.'
  }
  if (header.length === 2 && /^(?:trust|friend|social)/.test(fileName) && isCount(first) && isCount(second)) {
    return 'This is a list of who trusts or knows whom. Friendships are not used by Sidetrack; leave it out.'
  }
  if (/^org_?id remap_?id$/i.test(firstLine.trim()) || (first === 'orgid' && second === 'remapid')) {
    return 'This table only says how users, entities or relations were numbered, not what they are. Leave it out.'
  }
  if (/^=+$/.test(firstLine.trim())) {
    return 'This is a readme, not a table. Leave it out and choose the .dat files beside it.'
  }
  return null
}

const isCount = (field: string) => /^\d+$/.test(field)
