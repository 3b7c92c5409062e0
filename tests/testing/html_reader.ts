/**
 * Renders Markdown after the rules of GitHub's dialect with a library, lets all HTML through, and
 * reads what comes out: so a test sees the elements that a browser would get.
 */
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

/** An element with what is in it; texts are plain, white space between elements is left out. */
export interface HtmlElement {
  readonly name: string;
  readonly children: (HtmlElement | string)[];
}

/** The elements of a text; throws where they are not properly nested. */
export function renderMarkdown(markdown: string): HtmlElement {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const root: HtmlElement = { name: "root", children: [] };
  const open = [root];
  for (const [token, comment, close, name] of html.matchAll(TOKENS)) {
    const parent = open.at(-1) ?? root;
    if (comment !== undefined) parent.children.push({ name: "#comment", children: [comment] });
    else if (name === undefined) {
      if (token.trim() !== "") parent.children.push(decode(token));
    } else if (close === undefined) {
      const element: HtmlElement = { name: name.toLowerCase(), children: [] };
      parent.children.push(element);
      open.push(element);
    } else if (open.pop()?.name !== name.toLowerCase()) {
      throw new Error(`Cannot read the HTML: "${token}" closes another element`);
    }
  }
  if (open.length !== 1) throw new Error(`Cannot read the HTML: "${open.at(-1)?.name}" stays open`);
  return root;
}

/** All elements of a name, in the order of the text. */
export function findElements(root: HtmlElement, name: string): readonly HtmlElement[] {
  return root.children.flatMap((child) => {
    if (typeof child === "string") return [];
    return [...(child.name === name ? [child] : []), ...findElements(child, name)];
  });
}

/** All text inside, but not in comments. */
export function textOf(element: HtmlElement | string): string {
  if (typeof element === "string") return element;
  return element.name === "#comment" ? "" : element.children.map(textOf).join("");
}

const TOKENS = /<!--(.*?)-->|<(\/)?([A-Za-z][^\s/>]*)[^>]*>|[^<]+|</gs;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

function decode(text: string): string {
  return text.replace(/&([a-z]+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
