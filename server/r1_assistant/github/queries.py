"""What is asked of the GraphQL API: what the REST API doesn't tell, or can't change."""

_COMMENTS = """
pageInfo { hasNextPage endCursor }
nodes { id body viewerDidAuthor authorAssociation }
"""

THREADS = f"""
query($owner: String!, $name: String!, $number: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{ pullRequest(number: $number) {{
    viewerDidAuthor
    author {{ __typename }}
    reviewThreads(first: 50, after: $after) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        id path isResolved viewerCanResolve
        comments(first: 50) {{ {_COMMENTS} }}
      }}
    }}
  }} }}
}}"""

COMMENTS = f"""
query($thread: ID!, $after: String) {{
  node(id: $thread) {{ ... on PullRequestReviewThread {{
    comments(first: 100, after: $after) {{ {_COMMENTS} }}
  }} }}
}}"""

REVIEWS = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviews(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { id body url viewerDidAuthor state }
    }
  } }
}"""

EDIT_COMMENT = """
mutation($id: ID!, $body: String!) {
  updatePullRequestReviewComment(input: {pullRequestReviewCommentId: $id, body: $body}) {
    pullRequestReviewComment { id }
  }
}"""

EDIT_REVIEW = """
mutation($id: ID!, $body: String!) {
  updatePullRequestReview(input: {pullRequestReviewId: $id, body: $body}) {
    pullRequestReview { id }
  }
}"""

RESOLVE = """
mutation($id: ID!) {
  resolveReviewThread(input: {threadId: $id}) { thread { id isResolved } }
}"""
