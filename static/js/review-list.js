// The list of proposals: short addresses, all of a page ticked at once, how many are ticked. Without it all still works.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-list-form]")) return;
  for (const field of form.querySelectorAll("select, input[type=search], input[type=hidden]")) {
    if (!field.value) field.disabled = true;
  }
  const columns = [...form.querySelectorAll("[name=cols]:checked")].map((box) => box.value);
  for (const box of form.querySelectorAll("[name=cols]")) box.disabled = true;
  if (columns.length) {
    const joined = document.createElement("input");
    joined.type = "hidden";
    joined.name = "cols";
    joined.value = columns.join(",");
    form.append(joined);
  }
});

// Coming back by the browser's history shows the page as it was left: with fields switched off
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("[data-list-form] :disabled")) field.disabled = false;
});

document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector(".list-table");
  const count = document.querySelector("[data-list-count]");
  if (!table || !count) return;
  const boxes = [...table.querySelectorAll("[name=chosen]")];
  const corner = table.querySelector("thead .list-pick");
  const whole = document.createElement("input");
  whole.type = "checkbox";
  whole.className = "form-check-input";
  whole.setAttribute("aria-label", corner.textContent.trim());
  corner.append(whole);
  const told = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? `(${ticked})` : "";
    whole.checked = ticked === boxes.length;
    whole.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  whole.addEventListener("change", () => {
    for (const box of boxes) box.checked = whole.checked;
    told();
  });
  table.addEventListener("change", told);
  told();
});
