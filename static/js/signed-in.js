// Tells the pages that wait for it that one is signed in again, and goes away.
"use strict";

new BroadcastChannel("usr-signed-in").postMessage("signed in");
window.close();
