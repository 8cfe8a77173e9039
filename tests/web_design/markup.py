"""What every page and every message must keep: HTML for a strict parser, ids that differ, no inline style."""

import html5lib


def check_html(page: str) -> None:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page) if "<!DOCTYPE" in page else parser.parseFragment(page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "two elements have the same id"
    styled = [element.tag for element in tree.iter() if element.get("style")]
    assert not styled, "a style attribute is refused by the content security policy"
