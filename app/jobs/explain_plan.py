"""Explains a plan directory line by line, from the most to the least wanted, until the time is up.

    python explain_plan.py PLAN OUT SECONDS

Run on a leash; imports nothing of the platform but the matching library.
"""
