/** The part of GitHub's GraphQL schema that the double answers, in GitHub's own names. */

/** The text of the schema; older Enterprise Servers know no `updateRefs`. */
export function toSchemaText(
  { offersUpdateRefs }: { readonly offersUpdateRefs: boolean },
): string {
  return `${commonText}\n${offersUpdateRefs ? updateRefsText : ""}`;
}

const updateRefsText = `
  extend type Mutation { updateRefs(input: UpdateRefsInput!): UpdateRefsPayload }
  input UpdateRefsInput {
    clientMutationId: String
    repositoryId: ID!
    refUpdates: [RefUpdate!]!
  }
  input RefUpdate {
    name: GitRefname!
    beforeOid: GitObjectID
    afterOid: GitObjectID!
    force: Boolean = false
  }
  type UpdateRefsPayload { clientMutationId: String }
`;

const commonText = `
  scalar DateTime
  scalar GitObjectID
  scalar GitRefname
  scalar URI

  enum MergeableState { CONFLICTING MERGEABLE UNKNOWN }
  enum MergeStateStatus { BEHIND BLOCKED CLEAN DIRTY DRAFT HAS_HOOKS UNKNOWN UNSTABLE }
  enum PullRequestMergeMethod { MERGE REBASE SQUASH }
  enum PullRequestReviewDecision { APPROVED REVIEW_REQUIRED }
  enum PullRequestState { CLOSED MERGED OPEN }

  interface Actor { login: String! }
  interface GitObject { oid: GitObjectID! }
  interface Node { id: ID! }
  type Bot implements Actor { login: String! }
  type User implements Actor { login: String! }
  type Commit implements GitObject { oid: GitObjectID! }
  type Ref { id: ID! name: String! target: GitObject }

  type Repository implements Node {
    id: ID!
    databaseId: Int
    name: String!
    nameWithOwner: String!
    autoMergeAllowed: Boolean!
    mergeCommitAllowed: Boolean!
    squashMergeAllowed: Boolean!
    rebaseMergeAllowed: Boolean!
    deleteBranchOnMerge: Boolean!
    pullRequest(number: Int!): PullRequest
    ref(qualifiedName: String!): Ref
  }

  type AutoMergeRequest {
    enabledAt: DateTime
    enabledBy: Actor
    mergeMethod: PullRequestMergeMethod!
    commitHeadline: String
    commitBody: String
  }

  type PullRequest implements Node {
    id: ID!
    number: Int!
    title: String!
    body: String!
    url: URI!
    author: Actor
    state: PullRequestState!
    isDraft: Boolean!
    merged: Boolean!
    mergeable: MergeableState!
    mergeStateStatus: MergeStateStatus!
    reviewDecision: PullRequestReviewDecision
    headRefName: String!
    headRefOid: GitObjectID!
    baseRefName: String!
    baseRefOid: GitObjectID!
    createdAt: DateTime!
    updatedAt: DateTime!
    autoMergeRequest: AutoMergeRequest
  }

  type Query {
    viewer: User!
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
    node(id: ID!): Node
  }

  input EnablePullRequestAutoMergeInput {
    clientMutationId: String
    pullRequestId: ID!
    mergeMethod: PullRequestMergeMethod = MERGE
    commitHeadline: String
    commitBody: String
    authorEmail: String
    expectedHeadOid: GitObjectID
  }
  type EnablePullRequestAutoMergePayload {
    clientMutationId: String
    actor: Actor
    pullRequest: PullRequest
  }
  input DisablePullRequestAutoMergeInput { clientMutationId: String pullRequestId: ID! }
  type DisablePullRequestAutoMergePayload {
    clientMutationId: String
    actor: Actor
    pullRequest: PullRequest
  }

  type Mutation {
    enablePullRequestAutoMerge(
      input: EnablePullRequestAutoMergeInput!
    ): EnablePullRequestAutoMergePayload
    disablePullRequestAutoMerge(
      input: DisablePullRequestAutoMergeInput!
    ): DisablePullRequestAutoMergePayload
  }
`;
