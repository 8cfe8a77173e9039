"""What people send: the fields of forms and addresses, and the ways of reading them."""
