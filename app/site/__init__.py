"""The frame of every page: headers, errors, navigation, static files."""
