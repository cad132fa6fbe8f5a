// Unsent text stays in this browser, encrypted with the key of whoever is signed in, until the server has stored it.
// A record is one open page of one person; without WebCrypto nothing is kept.
"use strict";

window.usrKeeping = (() => {
  const STORE = "unsent";
  const able = Boolean(window.isSecureContext && window.crypto && window.crypto.subtle && window.indexedDB);

  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  let base = null;
  const store = async (mode) => {
    base ??= new Promise((done, failed) => {
      const opening = window.indexedDB.open("usr-keeping", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
    });
    return (await base).transaction(STORE, mode).objectStore(STORE);
  };

  const bytes = (text) => Uint8Array.from(window.atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

  // While a page is open it holds a lock, so that another page of the same person leaves its record alone.
  const hold = (token) => {
    if (navigator.locks) navigator.locks.request(`usr-page-${token}`, () => new Promise(() => {}));
  };
  const isOpen = async (token) => {
    if (!navigator.locks) return false;
    const { held } = await navigator.locks.query();
    return held.some((lock) => lock.name === `usr-page-${token}`);
  };

  class Keeping {
    constructor({ mark, key, page }, token) {
      this.prefix = `${mark}|${page}|`;
      this.token = token;
      this.secret = able ? window.crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
      this.last = Promise.resolve();
      if (able) hold(token);
    }

    // One after the other, so that an older text never comes to lie over a newer one.
    queue(act) {
      this.last = this.last.then(act).catch(() => undefined);
      return this.last;
    }

    put(record) {
      if (!able) return Promise.resolve();
      return this.queue(async () => {
        const iv = window.crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify(record));
        const box = await window.crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.secret, plain);
        await asked((await store("readwrite")).put({ iv, box }, this.prefix + this.token));
      });
    }

    drop(token = this.token) {
      if (!able) return Promise.resolve();
      return this.queue(async () => asked((await store("readwrite")).delete(this.prefix + token)));
    }

    // What earlier openings of this page left behind, newest first: [token, record].
    async left() {
      if (!able) return [];
      const range = window.IDBKeyRange.bound(this.prefix, `${this.prefix}\uffff`);
      const names = await asked((await store("readonly")).getAllKeys(range));
      const found = [];
      for (const name of names) {
        const token = name.slice(this.prefix.length);
        if (token === this.token || (await isOpen(token))) continue;
        const { iv, box } = await asked((await store("readonly")).get(name));
        try {
          const plain = await window.crypto.subtle.decrypt({ name: "AES-GCM", iv }, await this.secret, box);
          found.push([token, JSON.parse(new TextDecoder().decode(plain))]);
        } catch {
          await this.drop(token); // encrypted before the portal's secret was changed: nobody can read it any more
        }
      }
      return found.sort(([, one], [, other]) => other.at - one.at);
    }
  }

  // The server names the opening of a page that it stored: what was kept of it is let go, wherever one is led then.
  const forget = async () => {
    const here = new URL(window.location.href);
    const token = here.searchParams.get("kept");
    if (!token) return;
    here.searchParams.delete("kept");
    window.history.replaceState(window.history.state, "", here);
    if (!able) return;
    const names = await asked((await store("readonly")).getAllKeys());
    for (const name of names) if (name.endsWith(`|${token}`)) await asked((await store("readwrite")).delete(name));
  };

  return { Keeping, able, forgotten: forget().catch(() => undefined) };
})();
