// Drop zones of papers: dropped files go into the form's own input, and htmx sends it; without this the form still works.
"use strict";

const zoneOf = (event) => event.target.closest && event.target.closest("[data-drop]");

document.addEventListener("dragover", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.add("is-over");
});

document.addEventListener("dragleave", (event) => {
  const zone = zoneOf(event);
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
});

document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  zone.querySelector("input[type=file]").files = event.dataTransfer.files;
  zone.requestSubmit();
});

document.addEventListener("htmx:xhr:progress", (event) => {
  const zone = zoneOf(event);
  if (!zone || !event.detail.lengthComputable) return;
  zone.querySelector(".drop__progress").hidden = false;
  zone.querySelector("progress").value = Math.round((100 * event.detail.loaded) / event.detail.total);
});

// A swapped slot takes the focus, so that a reader hears what became of the files.
document.addEventListener("htmx:afterSwap", (event) => {
  const slot = document.getElementById(event.detail.target.id);
  if (slot && slot.classList.contains("papers")) slot.focus();
});
