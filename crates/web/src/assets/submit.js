// A page that carries an answer to a client is a form, which is sent at once; its button is for browsers without scripts.
addEventListener("DOMContentLoaded", () => { document.querySelector("main form").submit(); });
