// The texts of a section's page: a live count of what was written.
"use strict";

{
  const form = document.querySelector("[data-section-form]");
  // Each CJK character is one, a Latin word is one.
  const length = (text) => {
    const cjk = text.match(/[\p{Script=Han}\p{Script=Bopomofo}\p{Script=Hiragana}\p{Script=Katakana}]/gu) || [];
    const rest = text.replace(/[\p{Script=Han}\p{Script=Bopomofo}\p{Script=Hiragana}\p{Script=Katakana}]/gu, " ");
    return cjk.length + (rest.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu) || []).length;
  };
  const count = (field) => {
    const place = form.querySelector(`[data-count-for="${CSS.escape(field.id)}"]`);
    if (!place) return;
    place.dataset.note ??= place.textContent.trim();
    const limit = Number(field.dataset.limit || 0);
    const found = length(field.usrWords ? field.usrWords() : field.value);
    place.textContent = [place.dataset.words.replace("{count}", found.toLocaleString()), place.dataset.note].filter(Boolean).join(" · ");
    place.classList.toggle("is-over", limit > 0 && found > limit);
  };
  for (const field of form.querySelectorAll("[data-count]")) {
    count(field);
    field.addEventListener("input", () => count(field));
    field.addEventListener("section:put", () => count(field));
  }
}
