// Passkeys: what the server asks goes to the browser, its answer goes back. Forms without
// support of the browser stay hidden, the password works everywhere.
(function () {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  function asked(options) {
    const made = { ...options, challenge: bytes(options.challenge) };
    if (made.user) made.user = { ...made.user, id: bytes(made.user.id) };
    if (made.excludeCredentials) made.excludeCredentials = keys(made.excludeCredentials);
    if (made.allowCredentials) made.allowCredentials = keys(made.allowCredentials);
    return made;
  }

  function answered(credential) {
    const { response } = credential;
    const told = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) told[name] = text(response[name]);
    }
    return {
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: told,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  }

  async function send(form, address, body) {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "Content-Type": "application/json" },
      body: JSON.stringify(body || {}),
    });
    if (answer.redirected) { window.location.assign(answer.url); return null; }
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error.sentence);
    return told;
  }

  async function run(form) {
    const { passkey, begin, finish } = form.dataset;
    const options = await send(form, begin);
    if (!options) return;
    const credential = await navigator.credentials[passkey]({ publicKey: asked(options.publicKey) });
    const done = await send(form, finish, { credential: answered(credential), name: form.elements.name?.value });
    if (done) window.location.assign(done.next);
  }

  // What a browser says of a key is English and for developers.
  const words = (failure) => {
    if (failure.name === "NotAllowedError") return "Ключ не приложен или время вышло. Попробуйте ещё раз.";
    if (failure.name === "InvalidStateError") return "Этот ключ уже добавлен.";
    if (failure.name === "Error") return failure.message;
    return "Ключ не сработал. Войдите паролем или попробуйте ещё раз.";
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-said]");
      const button = form.querySelector("button");
      said.hidden = true;
      button.disabled = true;
      try {
        await run(form);
      } catch (failure) {
        said.textContent = words(failure);
        said.hidden = false;
      }
      button.disabled = false;
    });
  }
})();
