"""What the files hold, as text: their columns, how a cell is read and how a table is written. Loads no library."""
