"""The people who have an account, for administrators."""
