/** Which files are audio by their names: what hosts, window and core go by before a file is opened. */

const AUDIO =
  /\.(?:mp3|flac|ogg|oga|opus|m4a|m4b|mp4|aac|alac|wav|wave|wma|aif|aiff|aifc|ape|wv|mpc|mp2|mka|dsf|dff|tta|spx)$/i

/** Whether a path or name ends as audio files end. */
export function isAudioName(name: string): boolean {
  return AUDIO.test(name)
}
