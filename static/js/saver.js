// Saves a form by itself: within two seconds of a change, one save at a time, again when an answer was lost, after signing
// in again when the session ended. What is not stored yet is kept in the browser (keeping.js). Pages say what to do with
// an answer; nothing here knows what is written.
"use strict";

window.UsrSaver = (() => {
  const QUIET_MS = 800;
  const LONGEST_MS = 1800;
  const KEEP_MS = 250;
  const ANSWER_WITHIN_MS = 20000;
  const AGAIN_MS = [2000, 4000, 8000, 15000];
  const TECHNICAL = new Set(["csrfmiddlewaretoken", "version", "written_in", "written_turn", "touched", "kept", "show"]);

  const cookie = (name) => {
    const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  };
  // A form's fields with only ASCII escaped: nine bytes for each Chinese character would be sent, and read, where three do.
  const escaped = (text) => text.replace(/[^A-Za-z0-9\u{80}-\u{10ffff}]+/gu, encodeURIComponent);
  const packed = (body) => [...body].map(([name, value]) => `${escaped(name)}=${escaped(String(value))}`).join("&");
  const pairsOf = (form) => [...new FormData(form)].filter(([name, value]) => !TECHNICAL.has(name) && !name.startsWith("keep-") && typeof value === "string");
  const same = (one, other) => JSON.stringify(one).normalize("NFC").replaceAll("\\r\\n", "\\n") === JSON.stringify(other).normalize("NFC").replaceAll("\\r\\n", "\\n");

  class Saver {
    // `take(reply)` shows what the server says of a save that it answered, and gives the words for the state line:
    // [text, kind]; `refuse(reply)` shows why it was not stored.
    // `merge(reply)` takes in what somebody stored in other fields meanwhile, where that is all, and tells whether it was.
    constructor(form, { take, refuse, merge = () => false }) {
      this.form = form;
      this.place = document.querySelector("[data-saver]");
      this.words = this.place.dataset;
      this.state = form.querySelector("[data-save-state]");
      this.take = take;
      this.refuse = refuse;
      this.merge = merge;
      this.sent = new FormData();
      this.dirty = false;
      this.saving = false;
      this.stopped = form.dataset.waiting === "1";
      this.failures = 0;
      this.underWay = Promise.resolve();
      this.keeping = new window.usrKeeping.Keeping(
        { mark: this.words.mark, key: this.words.key, page: this.words.page },
        form.elements.written_in.value,
      );
      for (const link of document.querySelectorAll("[data-leave]")) {
        link.addEventListener("click", async (event) => {
          event.preventDefault();
          this.dirty = false;
          await this.keeping.drop();
          window.location.assign(link.href);
        });
      }
      window.addEventListener("online", () => this.dirty && this.soon(0));
      window.addEventListener("beforeunload", (event) => {
        if (this.dirty || this.saving) event.preventDefault();
      });
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden" && this.dirty) {
          this.keep();
          this.soon(0);
        }
      });
    }

    say(text, kind = "") {
      this.state.textContent = text;
      this.state.dataset.kind = kind;
    }

    // Something was typed.
    touched() {
      this.dirty = true;
      this.since ??= Date.now();
      window.clearTimeout(this.keepTimer);
      this.keepTimer = window.setTimeout(() => this.keep(), KEEP_MS);
      if (this.stopped) return;
      if (!this.saving) this.say(this.words.wordsUnsaved, "unsaved");
      this.soon(Math.max(0, Math.min(QUIET_MS, this.since + LONGEST_MS - Date.now())));
    }

    soon(wait) {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.save(), wait);
    }

    keep() {
      window.clearTimeout(this.keepTimer);
      const { version, written_in: token, written_turn: turn } = this.form.elements;
      return this.keeping.put({
        pairs: pairsOf(this.form),
        version: version.value,
        written_in: token.value,
        written_turn: turn.value,
        action: this.form.action,
        at: Date.now(),
      });
    }

    save() {
      if (this.stopped || this.asking) return this.underWay;
      if (!this.saving) this.underWay = this.send();
      return this.underWay;
    }

    async send() {
      window.clearTimeout(this.timer);
      this.saving = true;
      this.dirty = false;
      this.since = undefined;
      this.say(this.words.wordsSaving, "saving");
      // The server tells a save of this page that it answered in vain from another person's, and a late one from the next.
      const { written_turn: turn } = this.form.elements;
      turn.value = Number(turn.value) + 1;
      const body = new FormData(this.form);
      body.set("csrfmiddlewaretoken", cookie("csrftoken") || body.get("csrfmiddlewaretoken"));
      this.sent = body;
      const giveUp = new AbortController();
      const timer = window.setTimeout(() => giveUp.abort(), ANSWER_WITHIN_MS);
      try {
        const answer = await fetch(this.form.action, {
          method: "POST",
          body: packed(body),
          headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "X-Written-By": this.words.mark },
          signal: giveUp.signal,
        });
        if (answer.redirected || !(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Error("no answer");
        this.read(await answer.json());
      } catch {
        this.lost();
      } finally {
        window.clearTimeout(timer);
        this.saving = false;
      }
    }

    read(reply) {
      this.failures = 0;
      if (reply.sign_in) return this.askToSignIn();
      if (reply.refused) {
        if (this.merge(reply)) return this.go();
        this.dirty = true;
        this.stopped = !reply.other;
        this.say(this.words.wordsRefused, "refused");
        if (reply.other) return this.askToSignIn(reply.refused);
        this.keep();
        return this.refuse(reply);
      }
      if (reply.version !== undefined) this.form.elements.version.value = reply.version;
      const [text, kind] = this.take(reply);
      if (this.dirty) return this.touched();
      this.say(text, kind);
      document.querySelector("[data-saved-before]")?.remove(); // the page's head told of the save before
      if (kind === "saved") this.keeping.drop();
      else this.keep();
      return undefined;
    }

    lost() {
      this.dirty = true;
      this.keep();
      this.say(window.usrKeeping.able ? this.words.wordsLostKept : this.words.wordsLost, "lost");
      this.soon(AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)]);
      this.failures += 1;
    }

    askToSignIn(why = "") {
      this.dirty = true;
      this.asking = true;
      this.keep();
      this.say(this.words.wordsSignIn, "lost");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-outline-primary", textContent: this.words.wordsAgain });
      button.addEventListener("click", () => this.askToSignIn(why));
      this.state.append(" ", button);
      window.usrSignIn(why, () => {
        this.asking = false;
        for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = cookie("csrftoken") || field.value;
        this.soon(0);
      });
    }

    // One asked for it: whatever stood in the way is answered.
    go() {
      this.stopped = false;
      this.dirty = true;
      this.soon(0);
    }

    // A form that is sent as a page: nothing under way may come after it.
    async submitted(event) {
      window.clearTimeout(this.timer);
      if (this.saving) {
        event.preventDefault();
        const { submitter } = event;
        await this.underWay;
        this.form.requestSubmit(submitter);
        return;
      }
      this.keep();
      this.dirty = false;
      this.stopped = true;
      // The answer will name this opening of the page, and what was kept of it is let go.
      this.form.elements.kept.value = "submitted";
    }

    // What an earlier opening of this page could not store. The server decides as ever: it stores it, or shows both texts.
    async recover() {
      await window.usrKeeping.forgotten;
      // The answer to a page that was sent: opening it again must ask for it, and not send the same once more.
      if (this.form.dataset.bound === "1") window.history.replaceState(null, "", window.location.href);
      const left = await this.keeping.left();
      if (this.form.dataset.bound === "1") {
        if (this.form.dataset.writable === "0") return;
        // This page shows what was sent: it is the one to keep now.
        await this.keep();
        await this.keeping.drop(this.form.dataset.from);
        return;
      }
      for (const [token, record] of left) {
        if (same(record.pairs, pairsOf(this.form))) await this.keeping.drop(token);
        else return void this.offer(token, record);
      }
    }

    offer(token, record) {
      if (this.form.dataset.writable !== "0") return void this.replay(record);
      const place = document.querySelector("[data-left]");
      place.hidden = false;
      place.querySelector("[data-left-words]").textContent = this.words.wordsLeft.replace("{time}", new Date(record.at).toLocaleString());
      place.querySelector("[data-left-show]").onclick = () => this.replay(record);
      place.querySelector("[data-left-drop]").onclick = async () => {
        await this.keeping.drop(token);
        place.hidden = true;
      };
    }

    replay(record) {
      const form = Object.assign(document.createElement("form"), { method: "post", action: record.action, hidden: true });
      const turn = Number(record.written_turn) + 1;
      const technical = { csrfmiddlewaretoken: cookie("csrftoken"), version: record.version, written_in: record.written_in, written_turn: turn, kept: "unsent" };
      for (const [name, value] of [...record.pairs, ...Object.entries(technical)]) {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = value;
        form.append(field);
      }
      document.body.append(form);
      form.submit();
    }
  }

  return Saver;
})();

// The dialog in which one signs in again without leaving the page.
window.usrSignIn = (() => {
  const dialog = document.getElementById("sign-in-again");
  if (!dialog) return () => undefined;
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[data-problem]");
  const { password } = form.elements;
  let goOn = () => undefined;

  const tell = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  const done = () => {
    password.value = "";
    tell("");
    if (dialog.open) dialog.close("signed-in");
    goOn();
  };
  const cookie = () => {
    const found = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
    return found ? decodeURIComponent(found.slice(10)) : "";
  };
  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter.value === "later") return;
    event.preventDefault();
    const body = new URLSearchParams({ login: form.elements.login.value, password: password.value, csrfmiddlewaretoken: cookie() });
    try {
      const answer = await fetch(form.dataset.action, { method: "POST", body, headers: { Accept: "application/json" } });
      const reply = await answer.json();
      if (reply.location && !reply.location.includes("2fa")) return done();
      const faults = Object.values(reply.form ? reply.form.fields : {}).flatMap((field) => field.errors);
      tell(reply.location ? dialog.dataset.wordsSecond : [...(reply.form ? reply.form.errors : []), ...faults].join(" ") || dialog.dataset.wordsFailed);
    } catch {
      tell(dialog.dataset.wordsFailed);
    }
    return undefined;
  });
  // Signed in in another window: it says so when it is done.
  if (window.BroadcastChannel) new BroadcastChannel("usr-signed-in").addEventListener("message", () => dialog.open && done());
  dialog.querySelector("[data-done]").addEventListener("click", done);

  return (why, then) => {
    goOn = then;
    tell(why);
    if (!dialog.open) dialog.showModal();
    password.focus();
  };
})();
