"""The bridge to the matching module: the pool in, policies and pairs as it names them."""
