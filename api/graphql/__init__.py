"""The GraphQL door, one file per feature, over the same domain functions."""
