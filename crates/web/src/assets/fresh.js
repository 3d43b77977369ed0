// The signed-in page must not come back from the browser's memory once its user has signed out: it is hidden when it is
// left, and asked for anew when the browser would show it again as it was.
addEventListener("pagehide", () => { document.documentElement.hidden = true; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
