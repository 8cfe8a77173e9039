"""What can be done: one module a noun, one function a verb. Services flush and never commit; they know no web."""
