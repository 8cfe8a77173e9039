"""The search for rounds too large to be solved whole: prices, a bound from them, and a plan improved need by need.

What is priced, bounded and rounded, and why that is valid, stands in docs/matching.md ("The engine"). Importing this
loads the compiler, which takes a second; so others import it where they use it.
"""

from .compiled import keep_compiled_code

keep_compiled_code()
