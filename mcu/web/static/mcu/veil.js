// A picture that a person cuts and makes unreadable in parts, with mouse, finger or keyboard, before
// anything leaves the browser. Two ways: `regions` marks parts of a stored picture (the server hides
// them), `picture` takes a chosen or pasted one and puts only what is left of it into the form.
(function () {
  "use strict";
  const LARGEST = 2400, SQUARES = 6, STEP = 0.02, LEAST = 0.01;
  const clamp = (value, from, to) => Math.min(Math.max(value, from), to);

  function sheet(width, height) {
    const made = document.createElement("canvas");
    made.width = Math.max(1, Math.round(width));
    made.height = Math.max(1, Math.round(height));
    return made;
  }

  class Veil {
    constructor(box) {
      this.box = box;
      this.marks = box.dataset.veil === "regions";
      this.canvas = box.querySelector("canvas");
      this.status = box.querySelector("[role=status]");
      this.form = box.closest("form");
      this.tool = "hide";
      this.before = [];
      this.lines = [];
      this.still = null;
      this.chosen = { x: 0.35, y: 0.35, w: 0.3, h: 0.3 };
      this.listen();
    }

    listen() {
      for (const button of this.box.querySelectorAll("[data-veil-do]")) {
        button.addEventListener("click", () => this.press(button.dataset.veilDo));
      }
      this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
      this.canvas.addEventListener("pointermove", (event) => this.drag(event));
      this.canvas.addEventListener("pointerup", () => this.end());
      this.canvas.addEventListener("pointercancel", () => { this.from = null; this.draw(); });
      this.canvas.addEventListener("keydown", (event) => this.key(event));
      this.canvas.addEventListener("focus", () => this.draw());
      this.canvas.addEventListener("blur", () => this.draw());
      new ResizeObserver(() => this.draw()).observe(this.box);
      if (this.marks) {
        fetch(this.box.dataset.src).then((answer) => answer.blob()).then((blob) => this.take(blob));
        return;
      }
      this.field = this.box.querySelector("[data-veil-result]");
      const source = this.box.querySelector("[data-veil-source]");
      source.addEventListener("change", () => { if (source.files[0]) this.take(source.files[0]); });
      document.addEventListener("paste", (event) => {
        const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
        if (file) { event.preventDefault(); this.take(file); }
      });
      this.form.addEventListener("submit", (event) => {
        if (!this.busy) return;
        event.preventDefault();
        this.busy.then(() => this.form.requestSubmit(event.submitter));
      });
    }

    async take(file) {
      let bitmap;
      try { bitmap = await createImageBitmap(file); } catch (wrong) {
        this.say("Это не снимок. Выберите JPEG или PNG.");
        return;
      }
      const share = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
      this.work = sheet(bitmap.width * share, bitmap.height * share);
      this.work.getContext("2d").drawImage(bitmap, 0, 0, this.work.width, this.work.height);
      this.before = [];
      this.lines = [];
      this.box.classList.add("taken");
      this.changed("Снимок открыт. Размойте лица, имена и номера.");
      this.canvas.focus();
    }

    press(what) {
      if (!this.work) return;
      if (what === "back") return this.back();
      if (what === "drop") return this.drop();
      this.tool = what;
      for (const button of this.box.querySelectorAll("[data-veil-do][aria-pressed]")) {
        button.setAttribute("aria-pressed", String(button.dataset.veilDo === what));
      }
      this.canvas.focus();
    }

    point(event) {
      const frame = this.canvas.getBoundingClientRect();
      return {
        x: clamp((event.clientX - frame.left) / frame.width, 0, 1),
        y: clamp((event.clientY - frame.top) / frame.height, 0, 1),
      };
    }

    begin(event) {
      if (!this.work || event.button) return;
      event.preventDefault();
      this.canvas.focus();
      this.canvas.setPointerCapture(event.pointerId);
      this.from = this.point(event);
    }

    drag(event) {
      if (!this.from) return;
      const to = this.point(event);
      this.chosen = {
        x: Math.min(this.from.x, to.x), y: Math.min(this.from.y, to.y),
        w: Math.abs(this.from.x - to.x), h: Math.abs(this.from.y - to.y),
      };
      this.draw();
    }

    end() {
      if (!this.from) return;
      this.from = null;
      this.apply();
    }

    key(event) {
      if (!this.work) return;
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (way) this.move(way, event.shiftKey);
      else if (event.key === "Enter" || event.key === " ") this.apply();
      else if (event.key === "Backspace" || event.key === "Delete") this.back();
      else return;
      event.preventDefault();
    }

    move([x, y], sizes) {
      const it = this.chosen;
      if (sizes) {
        it.w = clamp(it.w + x * STEP, STEP, 1 - it.x);
        it.h = clamp(it.h + y * STEP, STEP, 1 - it.y);
      } else {
        it.x = clamp(it.x + x * STEP, 0, 1 - it.w);
        it.y = clamp(it.y + y * STEP, 0, 1 - it.h);
      }
      this.draw();
    }

    apply() {
      const it = this.chosen;
      if (it.w < LEAST || it.h < LEAST) { this.draw(); return; }
      const part = {
        x: Math.floor(it.x * this.work.width), y: Math.floor(it.y * this.work.height),
        w: Math.ceil(it.w * this.work.width), h: Math.ceil(it.h * this.work.height),
      };
      this.before.push(this.work);
      this.before = this.before.slice(-20);
      if (this.tool === "cut") {
        this.work = this.cut(part);
        this.chosen = { x: 0.35, y: 0.35, w: 0.3, h: 0.3 };
        this.changed("Обрезано.");
        return;
      }
      this.work = this.hidden(part);
      this.lines.push([it.x, it.y, it.w, it.h].map((share) => (share * 100).toFixed(2)).join(" "));
      this.changed("Размыто.");
    }

    cut(part) {
      const made = sheet(part.w, part.h);
      made.getContext("2d").drawImage(this.work, part.x, part.y, part.w, part.h, 0, 0, part.w, part.h);
      return made;
    }

    hidden(part) {
      const made = sheet(this.work.width, this.work.height), few = sheet(SQUARES, SQUARES);
      few.getContext("2d").drawImage(this.work, part.x, part.y, part.w, part.h, 0, 0, SQUARES, SQUARES);
      const on = made.getContext("2d");
      on.drawImage(this.work, 0, 0);
      on.imageSmoothingEnabled = false;
      on.clearRect(part.x, part.y, part.w, part.h);
      on.drawImage(few, 0, 0, SQUARES, SQUARES, part.x, part.y, part.w, part.h);
      return made;
    }

    back() {
      const former = this.before.pop();
      if (!former) { this.say("Отменять нечего."); return; }
      if (former.width === this.work.width && former.height === this.work.height) this.lines.pop();
      this.work = former;
      this.changed("Последнее отменено.");
    }

    drop() {
      this.work = null;
      this.before = [];
      this.field.value = "";
      this.box.querySelector("[data-veil-source]").value = "";
      this.box.classList.remove("taken");
      this.say("Снимок убран.");
    }

    changed(words) {
      this.draw();
      this.say(words);
      if (this.marks) {
        document.getElementById(this.box.dataset.field).value = this.lines.join("\n");
        return;
      }
      const work = this.work;
      this.busy = new Promise((done) => work.toBlob(done, "image/jpeg", 0.9)).then((blob) => {
        if (work !== this.work || !blob) return;
        const carrier = new DataTransfer();
        carrier.items.add(new File([blob], "screenshot.jpg", { type: "image/jpeg" }));
        this.field.files = carrier.files;
        this.busy = null;
      });
    }

    draw() {
      if (!this.work) return;
      const shown = this.canvas, wide = this.box.clientWidth || this.work.width;
      const share = Math.min(1, wide / this.work.width, 640 / this.work.height);
      shown.width = Math.round(this.work.width * share);
      shown.height = Math.round(this.work.height * share);
      const on = shown.getContext("2d"), it = this.chosen;
      on.drawImage(this.work, 0, 0, shown.width, shown.height);
      if (!this.from && document.activeElement !== shown) return;
      const frame = [it.x * shown.width, it.y * shown.height, it.w * shown.width, it.h * shown.height];
      on.lineWidth = 3;
      on.strokeStyle = "#fff";
      on.strokeRect(...frame);
      on.setLineDash([6, 4]);
      on.strokeStyle = "#0a5c8f";
      on.strokeRect(...frame);
    }

    say(words) { this.status.textContent = words; }
  }

  for (const box of document.querySelectorAll("[data-veil]")) {
    box.hidden = false;
    new Veil(box);
  }
}());
