"""Two ways to use a page: with a pointer, and with the keyboard alone, where it must be seen what has the focus."""

from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_STOPS = 400
"""Things that take the focus on the longest page, and some to spare."""

STOP = """target => {
    const thing = document.activeElement, style = getComputedStyle(thing), box = thing.getBoundingClientRect();
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const seen = thing.matches(":focus-visible") && marked && box.width > 0 && box.height > 0 && inside;
    return {arrived: thing === target, hidden: seen || thing === document.body ? "" : thing.outerHTML};
}"""
"""Where Tab has led: whether to the thing that is wanted, and to what where nobody could see that it has the focus."""


class Hands(Protocol):
    page: Page

    def use(self, thing: Locator) -> None:
        """Follow a link, press a button, open what is folded."""

    def choose(self, radio: Locator) -> None: ...

    def write(self, field: Locator, text: str) -> None:
        """In place of what stands there."""


class Pointer:
    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, thing: Locator) -> None:
        thing.click()

    def choose(self, radio: Locator) -> None:
        radio.check()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, thing: Locator) -> None:
        self._reach(thing)
        self.page.keyboard.press("Enter")

    def choose(self, radio: Locator) -> None:
        """Tab leads to one of the group, arrows from there to the others."""
        group = self.page.locator(f"[type=radio][name={radio.get_attribute('name')}]")
        ticked = group.and_(self.page.locator(":checked"))
        self._reach(ticked if ticked.count() else group.first)
        if not radio.is_checked():
            self.page.keyboard.press("Space")
        while not radio.is_checked():
            self.page.keyboard.press("ArrowDown")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def _reach(self, thing: Locator) -> None:
        """Press Tab until it has the focus, each stop in sight."""
        target = thing.element_handle()
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP, target)
            assert not stop["hidden"], f"nobody sees that this has the focus: {stop['hidden']}"
            if stop["arrived"]:
                return
        raise AssertionError(f"Tab never reaches {thing}")
