"""`python -m app COMMAND`: see `app.commands.cli`."""

import sys

from app.commands.cli import main

sys.exit(main())
