/** Which of the whole numbers from 0 to a few millions have been met: a byte each, grown as needed. */

/** Makes the function that takes a number in and answers whether it is new. */
export function numberSet(): (number: number) => boolean {
  let met = new Uint8Array(1024)
  return (number) => {
    if (number >= met.length) {
      const grown = new Uint8Array(Math.max(number + 1, met.length * 2))
      grown.set(met)
      met = grown
    }
    const isNew = met[number] === 0
    met[number] = 1
    return isNew
  }
}
