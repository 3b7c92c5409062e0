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
  ["PUT", /^\/pulls\/\d+\/update-branch$/, "pulls/pulls#update-a-pull-request-branch"],
  [
    "POST",
    /^\/pulls\/\d+\/requested_reviewers$/,
    "pulls/review-requests#request-reviewers-for-a-pull-request",
  ],
  [
    "DELETE",
    /^\/pulls\/\d+\/requested_reviewers$/,
    "pulls/review-requests#remove-requested-reviewers-from-a-pull-request",
  ],
  ["GET", /^\/issues\/\d+\/comments$/, "issues/comments#list-issue-comments"],
  ["POST", /^\/issues\/\d+\/comments$/, "issues/comments#create-an-issue-comment"],
  ["GET", /^\/issues\/\d+\/labels$/, "issues/labels#list-labels-for-an-issue"],
  ["POST", /^\/issues\/\d+\/labels$/, "issues/labels#add-labels-to-an-issue"],
  ["DELETE", /^\/issues\/\d+\/labels\//, "issues/labels#remove-a-label-from-an-issue"],
  ["GET", /^\/commits\/.+\/check-runs$/, "checks/runs#list-check-runs-for-a-git-reference"],
  [
    "GET",
    /^\/commits\/.+\/status$/,
    "commits/statuses#get-the-combined-status-for-a-specific-reference",
  ],
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
