// Small comforts. Every page works without them.
"use strict";

// What the page has to say first takes the focus, so that it is read out first and Tab goes on from there: an error
// summary with its links, or else the message of what was done.
const first = document.querySelector("[data-takes-focus]") ?? document.querySelector("#messages > .notice");
if (first) first.focus();

// A second click on a button does nothing while the first is on its way. A connection may fail in silence, so
// after ten seconds, and on coming back to the page, trying again is allowed.
const release = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(release, 10000, form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// <input type="checkbox" data-selects="match"> ticks every box of that name; it stays hidden without scripts.
for (const all of document.querySelectorAll("[data-selects]")) {
  const boxes = () => [...document.getElementsByName(all.dataset.selects)];
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
  document.addEventListener("change", () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  });
}
