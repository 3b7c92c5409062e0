/** Colours and weights of a terminal. */

/** The text in a style, by the parameters of its sequence; as it is where there is none. */
export function paint(text: string, style: string | undefined): string {
  return style === undefined || text === "" ? text : `\u001b[${style}m${text}\u001b[0m`;
}
