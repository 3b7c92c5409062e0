/**
 * Writes the notes of a release out of its commits: what breaks, what is new, what is mended, what is
 * faster. Changes that users do not see are counted only. The same commits give the same text.
 */
import { type ConventionalCommit, parseConventionalCommit } from "./conventional_commit.ts";
import { toPlainMarkdown } from "./plain_markdown.ts";
import { COMMIT_TYPES } from "./title_problems.ts";

/** A commit as Git has it. */
export interface Commit {
  /** The full id. */
  readonly id: string;
  /** Its first line and all that follows. */
  readonly message: string;
}

/** What the notes are made of. */
export interface ReleaseContent {
  /** Newest first; without merges. */
  readonly commits: readonly Commit[];
  /** The tag before; `null` for a first release. */
  readonly previousTag: string | null;
}

interface ReadCommit {
  readonly id: string;
  readonly subject: string;
  /** `null` where it is not of the form, or of a type that the project does not have. */
  readonly parts: ConventionalCommit | null;
}

const SHORT_ID_LENGTH = 7;
/** What users see, in the order of the sections. */
const SECTIONS: readonly (readonly [type: string, title: string])[] = [
  ["feat", "Features"],
  ["fix", "Fixes"],
  ["perf", "Performance"],
  ["revert", "Reverts"],
];

/** Characters of a commit's line that are shown. */
const TEXT_MAX = 1_000;
/** Characters of all items: GitHub takes 125,000 for a page. */
const ITEMS_LENGTH_MAX = 115_000;
/** Footers of a commit that are shown. */
const FOOTER_COUNT_MAX = 20;
/** Characters that are kept for the line about footers that are left out. */
const CUT_LENGTH = 80;

const VERIFYING = `## Check what you download

\`checksums.txt\` holds the SHA-256 of each file. In the folder of both:

    sha256sum --check --ignore-missing checksums.txt

On macOS it is \`shasum -a 256\` in place of \`sha256sum\`. On Windows, compare the line of the file
with what \`Get-FileHash FILE\` prints.

Which commit and which workflow a file was made of says its attestation. OWNER is whose page this is:

    gh attestation verify FILE --repo OWNER/machinery-status-collector
`;

/** The notes, in Markdown; end with a newline. */
export function formatReleaseNotes({ commits, previousTag }: ReleaseContent): string {
  const read = commits.map(readCommit);
  const page = new Page();
  const isBreaking = ({ parts }: ReadCommit) => parts?.isBreaking === true;
  const rest = read.filter((commit) => !isBreaking(commit));
  const breaking = page.addSection("Breaking changes", read.filter(isBreaking));
  const shown = SECTIONS.map(([type, title]) =>
    page.addSection(title, rest.filter(({ parts }) => parts?.type === type))
  );
  const sections = [
    previousTag === null ? "The first release.\n" : "",
    breaking,
    ...shown,
    page.addSection("Other", rest.filter(({ parts }) => parts === null)),
    formatLeftOut(page.leftOutCount),
    formatUnseen(rest.filter(isUnseen).length),
    VERIFYING,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function readCommit({ id, message }: Commit): ReadCommit {
  const [subject = ""] = message.split(/\r?\n/);
  const parts = parseConventionalCommit(message);
  const isOurs = parts !== null && COMMIT_TYPES.includes(parts.type);
  return { id, subject, parts: isOurs ? parts : null };
}

function isUnseen({ parts }: ReadCommit): boolean {
  return parts !== null && SECTIONS.every(([type]) => type !== parts.type);
}

/** Takes sections until it is full. */
class Page {
  #left = ITEMS_LENGTH_MAX;
  leftOutCount = 0;

  /**
   * The section, with those items that find a place; empty where it has none. No footer takes the place
   * of an item of the section.
   */
  addSection(title: string, commits: readonly ReadCommit[]): string {
    const shown = commits.filter((commit) => {
      const isTaken = this.#take(formatItem(commit).length + (hasFooters(commit) ? CUT_LENGTH : 0));
      if (!isTaken) this.leftOutCount += 1;
      return isTaken;
    });
    if (shown.length === 0) return "";
    const items = shown.map((commit) => formatItem(commit) + this.#addFooters(commit));
    return `## ${title}\n\n${items.join("")}`;
  }

  /** What footers say of what breaks, as items below the commit's. */
  #addFooters({ parts }: ReadCommit): string {
    const all = parts?.breakingNotes ?? [];
    const shown: string[] = [];
    for (const note of all.slice(0, FOOTER_COUNT_MAX)) {
      const item = `  - ${formatText(note)}\n`;
      if (!this.#take(item.length)) break;
      shown.push(item);
    }
    return shown.join("") + formatCut(all.length - shown.length);
  }

  #take(length: number): boolean {
    const isTaken = length <= this.#left;
    if (isTaken) this.#left -= length;
    return isTaken;
  }
}

function hasFooters({ parts }: ReadCommit): boolean {
  return parts !== null && parts.breakingNotes.length > 0;
}

function formatItem({ id, subject, parts }: ReadCommit): string {
  const scope = parts?.scope ? `**${formatText(parts.scope)}:** ` : "";
  const text = formatText(parts?.description ?? subject);
  return `- ${scope}${text} (\`${id.slice(0, SHORT_ID_LENGTH)}\`)\n`;
}

function formatCut(count: number): string {
  if (count === 0) return "";
  const what = count === 1 ? "1 more footer" : `${count} more footers`;
  return `  - ${what} did not fit: \`git log\` has all.\n`;
}

function formatText(text: string): string {
  if (text.length <= TEXT_MAX) return toPlainMarkdown(text);
  return `${toPlainMarkdown(text.slice(0, TEXT_MAX).replace(/[\ud800-\udbff]$/, ""))} …`;
}

function formatLeftOut(count: number): string {
  if (count === 0) return "";
  const what = count === 1 ? "1 more change" : `${count} more changes`;
  return `${what} did not fit on this page: \`git log\` has all.\n`;
}

function formatUnseen(count: number): string {
  if (count === 0) return "";
  const what = count === 1 ? "1 more commit changes" : `${count} more commits change`;
  return `${what} documentation, tests, the build, or code in ways that users do not see.\n`;
}
