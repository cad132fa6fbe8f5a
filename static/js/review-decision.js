// The decision board: what is approved and left follows what is typed. The server adds up again when it is saved.
"use strict";

const board = document.querySelector("[data-board]");
const words = new Intl.NumberFormat("en-US");

// As the server reads amounts: separators, full-width digits and the currency's name do not matter.
const whole = (text) => {
  const digits = text.normalize("NFKC").replace(/[\s,\u3001]|NT\$|\$|\u5143/gi, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : 0;
};

const funded = (row) => {
  const verdict = row.querySelector("[data-verdict]");
  return verdict !== null && verdict.value === "fund";
};

const approved = (year) => {
  let sum = 0;
  for (const row of board.querySelectorAll("[data-row]")) {
    if (funded(row)) sum += whole(row.querySelector(`[data-amount="${year}"]`).value);
  }
  return sum;
};

const show = () => {
  for (const cell of document.querySelectorAll("[data-approved]")) {
    const year = cell.dataset.approved;
    const sum = Number(cell.dataset.base) + approved(year);
    const left = document.querySelector(`[data-left="${year}"]`);
    const rest = Number(left.dataset.pot) - sum;
    cell.textContent = words.format(sum);
    left.firstElementChild.textContent = words.format(rest);
    left.classList.toggle("is-over", rest < 0);
    const copy = document.querySelector(`[data-left-copy="${year}"]`);
    if (copy) {
      copy.textContent = words.format(rest);
      copy.classList.toggle("is-over", rest < 0);
    }
  }
};

const changed = () => {
  const state = board.querySelector("[data-state]");
  if (state) state.textContent = state.dataset.state;
  show();
};

const fill = (button) => {
  const row = button.closest("[data-row]");
  row.querySelector("[data-verdict]").value = "fund";
  for (const field of row.querySelectorAll("[data-amount]")) field.value = words.format(Number(field.dataset.most));
  changed();
};

if (board) {
  for (const button of board.querySelectorAll("[data-fill]")) {
    button.hidden = false;
    button.addEventListener("click", () => fill(button));
  }
  board.addEventListener("input", changed);
  board.addEventListener("change", changed);
  show(); // a page that came back with something to mend shows what was typed
}
