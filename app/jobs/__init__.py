"""Work that outlives a request: each run is solved, and each study answered, by a durable job in a process of its own.

A view starts one with `runs.queue(...)` or `studies.ask(...)` of `app.services.review` and then
`jobs.enqueue(session, it)`, and stops it with `jobs.cancel(session, it, by)`; both act in the caller's transaction,
which the caller commits.
"""

from app.jobs.queue import cancel, enqueue, prepare

__all__ = ["cancel", "enqueue", "prepare"]
