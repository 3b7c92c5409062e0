/** The name of the program, large. */

const NAME = String.raw`
                         __    _
   ____ ___  ____ ______/ /_  (_)___  ___  _______  __
  / __ ~__ \/ __ ~/ ___/ __ \/ / __ \/ _ \/ ___/ / / /
 / / / / / / /_/ / /__/ / / / / / / /  __/ /  / /_/ /
/_/ /_/ /_/\__,_/\___/_/ /_/_/_/ /_/\___/_/   \__, /
                                             /____/`;

const PURPOSE = String.raw`
         __        __                           ____          __
   _____/ /_____ _/ /___  _______   _________  / / /__  _____/ /_____  _____
  / ___/ __/ __ ~/ __/ / / / ___/  / ___/ __ \/ / / _ \/ ___/ __/ __ \/ ___/
 (__  ) /_/ /_/ / /_/ /_/ (__  )  / /__/ /_/ / / /  __/ /__/ /_/ /_/ / /
/____/\__/\__,_/\__/\__,_/____/   \___/\____/_/_/\___/\___/\__/\____/_/`;

const CYAN = "\u001b[36m";
const GREEN = "\u001b[32m";
const RESET = "\u001b[0m";

/** The logo, less than 80 columns wide; ends with a newline. */
export function formatLogo(options: { readonly isColored: boolean }): string {
  // A backtick cannot stand in a raw template.
  const [name, purpose] = [NAME, PURPOSE].map((part) => part.slice(1).replaceAll("~", "`"));
  if (!options.isColored) return `${name}\n${purpose}\n`;
  return `${CYAN}${name}${RESET}\n${GREEN}${purpose}${RESET}\n`;
}
