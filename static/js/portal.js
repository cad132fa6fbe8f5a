// Shared behaviour: CSRF for htmx, closing menus, confirmation of acts, focus on the first error.
"use strict";

document.addEventListener("htmx:configRequest", (event) => {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) event.detail.headers["X-CSRFToken"] = decodeURIComponent(cookie.split("=")[1]);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement && document.activeElement.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("DOMContentLoaded", () => {
  if (window.matchMedia("(max-width: 991px)").matches) {
    for (const fold of document.querySelectorAll("[data-fold-narrow]")) fold.open = false;
  }
  const wrong = document.querySelector("[aria-invalid=true], .is-invalid");
  if (wrong && wrong.focus) wrong.focus();
});

// A part of a page that is replaced while the focus is in it: the focus stays there, at the same place where the part still has
// it (htmx looks for its id), else at the part itself. Without this, whoever works with the keyboard would begin at the top again.
{
  let held = "";
  const hold = ({ detail: { target } }) => {
    if (target && target.contains(document.activeElement) && document.activeElement !== document.body) held = target.id;
  };
  const give = () => {
    const part = held && document.getElementById(held);
    held = "";
    if (!part || document.activeElement !== document.body) return;
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  };
  for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(name, hold);
  for (const name of ["htmx:afterSwap", "htmx:afterSettle"]) document.addEventListener(name, give);
}
