// The nineteen-minute clock. It is anchored at the server's start time, so it survives a reload,
// and it needs no connection while it runs. It informs; it never cuts anything off.
const WAITING = "nineteen-waiting";
const SAID_AT = [19, 10, 5, 2, 1, 0];
const MINUTE = 60;

let anchor = null;
let spoken = null;

function read() {
  const box = document.getElementById("clock");
  if (!box) return null;
  const at = (name) => (box.dataset[name] ? Date.parse(box.dataset[name]) : null);
  return {
    box,
    still: "still" in box.dataset,
    phase: box.dataset.phase,
    offset: at("now") - performance.now(),
    started: at("started"),
    cue: at("cue"),
    ends: at("ends"),
    seen: box.dataset.seen === "1",
  };
}

const now = () => anchor.offset + performance.now();

function digits(seconds) {
  const whole = Math.abs(seconds);
  const rest = String(whole % MINUTE).padStart(2, "0");
  return `${seconds < 0 ? "+" : ""}${Math.floor(whole / MINUTE)}:${rest}`;
}

function speak(left) {
  const minutes = SAID_AT.find((each) => left <= each * MINUTE && left > each * MINUTE - 5);
  if (minutes === undefined || minutes === spoken) return;
  spoken = minutes;
  const { sayLeft, sayOne, sayCue, sayOver } = anchor.box.dataset;
  const words = { 0: sayOver, 1: sayOne, 2: sayCue };
  const text = words[minutes] ?? sayLeft.replace("{n}", String(minutes));
  document.getElementById("voice").textContent = text;
}

function enter(phase) {
  const { box } = anchor;
  box.classList.remove("is-running", "is-wrap_up", "is-over");
  box.classList.add(`is-${phase}`);
  box.querySelector("[data-word]").textContent =
    box.dataset[`word${phase[0].toUpperCase()}${phase.slice(1)}`];
  const changed = anchor.phase !== phase;
  anchor.phase = phase;
  if (changed && phase === "wrap_up") navigator.vibrate?.([200, 100, 200]);
  if (changed && phase === "over") navigator.vibrate?.([400, 150, 400]);
  if (phase === "wrap_up") acknowledge();
}

function acknowledge() {
  const form = document.querySelector("[data-cue-form]");
  if (!form || anchor.seen || document.hidden) return;
  anchor.seen = true;
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" })
    .catch(() => {
      anchor.seen = false;
    });
}

function tick() {
  if (!anchor || anchor.started === null) return;
  const at = anchor.still ? Date.parse(anchor.box.dataset.now) : now();
  const left = Math.round((anchor.ends - at) / 1000);
  anchor.box.querySelector("[data-digits]").textContent = digits(left);
  const whole = (anchor.ends - anchor.started) / 1000;
  const share = Math.max(0, Math.min(100, (100 * left) / whole));
  anchor.box.querySelector(".ring-left").setAttribute("stroke-dasharray", `${share.toFixed(2)} 100`);
  enter(at >= anchor.ends ? "over" : at >= anchor.cue ? "wrap_up" : "running");
  speak(left);
}

function begin() {
  const last = anchor;
  anchor = read();
  if (anchor && last) anchor.phase = last.phase;
  tick();
}

// What is said while there is no connection waits on this device, with the moment it was said.
function kept() {
  try {
    return JSON.parse(localStorage.getItem(WAITING) ?? "[]");
  } catch {
    return [];
  }
}

function keep(all) {
  try {
    localStorage.setItem(WAITING, JSON.stringify(all));
  } catch {
    // Without storage nothing can wait.
  }
}

async function deliver() {
  const all = kept();
  while (all.length) {
    const { action, body } = all[0];
    try {
      const fields = new URLSearchParams(body);
      const token = document.querySelector("input[name=token]")?.value;
      if (token) fields.set("token", token);
      await fetch(action, { method: "POST", body: fields, redirect: "manual" });
    } catch {
      return;
    }
    all.shift();
    keep(all);
    if (!all.length) location.reload();
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("offline" in form.dataset) || navigator.onLine) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  fields.set("occurred_at", new Date(now()).toISOString());
  keep([...kept(), { action: form.action, body: String(fields) }]);
  const note = document.createElement("p");
  note.className = "note warn";
  note.setAttribute("role", "status");
  note.textContent = document.getElementById("talk").dataset.kept;
  form.replaceWith(note);
});

begin();
document.addEventListener("renewed", begin);
document.addEventListener("visibilitychange", tick);
addEventListener("online", deliver);
if (navigator.onLine) deliver();
setInterval(tick, 250);
