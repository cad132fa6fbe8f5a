// A section's page: saves by itself shortly after one stops typing, shows faults and findings beside their fields,
// Without it the same page works as a plain form. Rows are section-rows.js, counts section-text.js: both tell this one of
// a change by an `input` event.
"use strict";

const SAVE_AFTER_MS = 1200;
const RETRY_MS = 5000;
const form = document.querySelector("[data-section-form]");

if (form) {
  document.documentElement.classList.add("scripted");
  const state = form.querySelector("[data-save-state]");
  const words = form.dataset;
  let timer = 0;
  let saving = false;
  let underWay = Promise.resolve();
  let dirty = false;

  const say = (text, kind) => {
    state.textContent = text;
    state.dataset.kind = kind || "";
  };

  const showFaults = (errors) => {
    for (const place of form.querySelectorAll("[data-error-for]")) place.replaceChildren();
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const [name, faults] of Object.entries(errors)) {
      const place = form.querySelector(`[data-error-for="${CSS.escape(name)}"]`);
      const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field) field.setAttribute("aria-invalid", "true");
      if (place) place.replaceChildren(...faults.map((fault) => Object.assign(document.createElement("div"), { textContent: fault })));
    }
  };

  // The server tells a save of this page that it answered in vain from another person's, and a late one from the next.
  const nextTurn = () => {
    const { written_turn: turn } = form.elements;
    if (turn) turn.value = Number(turn.value) + 1;
  };

  const save = () => {
    if (!saving) underWay = send();
  };

  const send = async () => {
    saving = true;
    dirty = false;
    say(words.wordsSaving);
    nextTurn();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.redirected || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error("no answer");
      const body = await answer.json();
      if (body.refused) {
        say(body.refused, "refused");
      } else {
        form.elements.version.value = body.version;
        showFaults(body.errors);
        const faulty = Object.keys(body.errors).length > 0;
        say(faulty ? words.wordsFaults : words.wordsSaved.replace("{time}", body.saved_at), faulty ? "faults" : "saved");
        document.body.dispatchEvent(new Event("findings:refresh"));
        document.body.dispatchEvent(new CustomEvent("section:saved", { detail: body }));
      }
    } catch {
      dirty = true;
      say(words.wordsLost, "lost");
      timer = window.setTimeout(save, RETRY_MS);
    } finally {
      saving = false;
      if (dirty && state.dataset.kind !== "lost") schedule();
    }
  };

  const schedule = () => {
    dirty = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, SAVE_AFTER_MS);
    if (!saving) say(words.wordsUnsaved);
  };

  if (words.writable === "1") {
    form.addEventListener("input", schedule);
    form.addEventListener("change", schedule);
    form.addEventListener("submit", (event) => {
      window.clearTimeout(timer);
      // A save under way will raise the version: the button's own save waits for it, or it would be refused as stale.
      if (saving) {
        event.preventDefault();
        const { submitter } = event;
        underWay.then(() => form.requestSubmit(submitter));
        return;
      }
      dirty = false;
      nextTurn();
    });
    window.addEventListener("beforeunload", (event) => {
      if (dirty || saving) event.preventDefault();
    });
  } else {
    for (const field of form.elements) {
      if (field.type === "hidden" || field.tagName === "FIELDSET") continue;
      if (field.tagName === "TEXTAREA" || ["text", "email", "number"].includes(field.type)) field.readOnly = true;
      else field.disabled = true;
    }
  }

  // Fields that are asked for under a condition only
  const show = (field, shown) => {
    const row = form.querySelector(`[data-field="${field}"]`);
    if (row) row.hidden = !shown;
  };
  const chosen = (name) => (form.querySelector(`[name="${name}"]:checked`) || {}).value || "";
  const conditions = () => {
    if (form.querySelector("[name='basis-shown']")) {
      const isNew = chosen("basis") === "new";
      show("new_ground", isNew);
      for (const ground of ["A", "B", "C"]) show(`ground_${ground.toLowerCase()}`, isNew && chosen("new_ground") === ground);
    }
    const pick = form.querySelector("[data-choose]");
    if (pick) {
      const picked = form.querySelectorAll(`[name="${pick.dataset.chooseName}"]:checked`).length;
      pick.dataset.words ??= pick.textContent;
      pick.textContent = `${pick.dataset.words} ${picked}/${pick.dataset.choose}`;
    }
  };
  conditions();
  form.addEventListener("change", conditions);

  // Findings beside their fields
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const place of form.querySelectorAll("[data-findings-for]")) place.replaceChildren();
    for (const finding of form.querySelectorAll("#section-findings [data-rule]")) {
      const field = finding.dataset.field;
      const place = form.querySelector(`[data-findings-for="${CSS.escape(field || "")}"]`);
      if (!place) continue;
      const line = document.createElement("li");
      line.textContent = finding.querySelector(".finding__message").textContent;
      if (finding.classList.contains("finding--judgement")) line.className = "is-judgement";
      else if (!finding.classList.contains("finding--blocking")) line.className = "is-warning";
      else if (finding.classList.contains("finding--correctable")) line.className = "is-correctable";
      place.append(line);
    }
  });
}
