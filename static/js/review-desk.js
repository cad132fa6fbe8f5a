// A reviewer's desk: the total as the server has it, notes at the place that is read, tabs that keep the sheet in place.
"use strict";

const total = document.querySelector("[data-total]");
document.body.addEventListener("section:saved", (event) => {
  if (total) total.textContent = event.detail.total || total.dataset.missing;
});

const show = () => new URLSearchParams(window.location.search).get("show") || "proposal";

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-place]");
  if (!link) return;
  event.preventDefault();
  const place = document.getElementById("mark-place");
  place.value = link.dataset.place;
  document.getElementById("marks").scrollIntoView({ block: "nearest" });
  document.getElementById("mark-note").focus();
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "reading" && (event.detail.target || {}).id !== "reading") return;
  for (const link of document.querySelectorAll(".desk__reading .tabs a")) {
    const shown = new URL(link.href).searchParams.get("show");
    if (shown === show()) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const field of document.querySelectorAll("input[name=show]")) field.value = show();
  document.getElementById("reading").focus({ preventScroll: true });
});
