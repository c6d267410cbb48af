/** The names of delimiters, by what is written. */
export const delimiterNames: Readonly<Record<string, string>> = {
  '\t': 'tab',
  ',': 'comma',
  ';': 'semicolon',
  '|': 'bar',
  ' ': 'space',
  '::': 'colons',
}
