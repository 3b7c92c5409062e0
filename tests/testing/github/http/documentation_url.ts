/** Which page of GitHub's documentation an error answer points to. */

const pages: readonly (readonly [method: string, path: RegExp, page: string])[] = [
  ["GET", /^\/git\/ref\//, "git/refs#get-a-reference"],
  ["GET", /^\/git\/matching-refs\//, "git/refs#list-matching-references"],
  ["POST", /^\/git\/refs$/, "git/refs#create-a-reference"],
  ["PATCH", /^\/git\/refs\//, "git/refs#update-a-reference"],
  ["DELETE", /^\/git\/refs\//, "git/refs#delete-a-reference"],
  ["GET", /^\/git\/blobs\//, "git/blobs#get-a-blob"],
  ["POST", /^\/git\/blobs$/, "git/blobs#create-a-blob"],
  ["GET", /^\/git\/trees\//, "git/trees#get-a-tree"],
  ["POST", /^\/git\/trees$/, "git/trees#create-a-tree"],
  ["GET", /^\/git\/commits\//, "git/commits#get-a-commit-object"],
  ["POST", /^\/git\/commits$/, "git/commits#create-a-commit"],
  ["GET", /^\/contents/, "repos/contents#get-repository-content"],
  ["PUT", /^\/contents/, "repos/contents#create-or-update-file-contents"],
  ["GET", /^\/compare\//, "commits/commits#compare-two-commits"],
  ["GET", /^\/pulls$/, "pulls/pulls#list-pull-requests"],
  ["POST", /^\/pulls$/, "pulls/pulls#create-a-pull-request"],
  ["GET", /^\/pulls\/\d+$/, "pulls/pulls#get-a-pull-request"],
  ["PATCH", /^\/pulls\/\d+$/, "pulls/pulls#update-a-pull-request"],
  ["PUT", /^\/pulls\/\d+\/merge$/, "pulls/pulls#merge-a-pull-request"],
  ["GET", /^$/, "repos/repos#get-a-repository"],
];

/** The page for a call; the start page for a call that the double does not know. */
export function documentationUrl(
  { method, path }: { readonly method: string; readonly path: string },
): string {
  const below = path.replace(/^.*?\/repos\/[^/]+\/[^/]+/, "");
  const page = pages.find(([verb, pattern]) => verb === method && pattern.test(below))?.[2];
  return page === undefined
    ? "https://docs.github.com/rest"
    : `https://docs.github.com/rest/${page}`;
}
