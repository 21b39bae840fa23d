// Live pages: a hint from the server that something changed, then the same page again, and of it
// only the regions that differ. Without this script a page shows what it knew when it was opened.
const PAUSED = "nineteen-paused";
const QUIET_MS = 300;
const POLL_MS = 30_000;

const control = document.querySelector("[data-live-switch]");
let paused = false;
let waiting = false;
let stale = false;
try {
  paused = localStorage.getItem(PAUSED) === "1";
} catch {
  // A browser without storage is live.
}

function disturbed(region) {
  const active = document.activeElement;
  const typing = active && region.contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
  const begun = [...region.querySelectorAll("input, textarea")].some(
    (field) => field.type !== "hidden" && field.value !== field.defaultValue,
  );
  return typing || begun;
}

function exchange(region, next) {
  for (const each of region.querySelectorAll("details[id]")) {
    next.querySelector(`#${CSS.escape(each.id)}`)?.toggleAttribute("open", each.open);
  }
  if (region.innerHTML === next.innerHTML || disturbed(region)) return;
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && [...region.querySelectorAll("a, button, summary")].indexOf(focused);
  region.replaceChildren(...next.childNodes);
  if (place !== null && place >= 0) region.querySelectorAll("a, button, summary")[place]?.focus();
  region.dispatchEvent(new CustomEvent("renewed", { bubbles: true }));
}

export async function renew() {
  waiting = false;
  if (paused || document.hidden) {
    stale = true;
    return;
  }
  stale = false;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const region of document.querySelectorAll("[data-live]")) {
      const found = next.getElementById(region.id);
      if (found) exchange(region, document.adoptNode(found));
    }
  } catch {
    // Offline: the page stays as it is until the next hint.
  }
}

function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(renew, QUIET_MS);
}

function show() {
  const button = control.querySelector("button");
  button.setAttribute("aria-pressed", String(!paused));
  control.querySelector("[data-word]").textContent = paused
    ? control.dataset.pausedWord
    : control.dataset.liveWord;
}

if (control && document.querySelector("[data-live]")) {
  control.hidden = false;
  show();
  control.querySelector("button").addEventListener("click", () => {
    paused = !paused;
    try {
      localStorage.setItem(PAUSED, paused ? "1" : "0");
    } catch {
      // Then it is remembered for this page only.
    }
    show();
    if (!paused) soon();
  });
  document.addEventListener("visibilitychange", () => stale && soon());
  let poll = setInterval(soon, POLL_MS);
  const hints = new EventSource("/dashboard/v1/stream");
  hints.addEventListener("changed", soon);
  hints.addEventListener("open", () => {
    clearInterval(poll);
    poll = 0;
  });
  hints.addEventListener("error", () => {
    poll ||= setInterval(soon, POLL_MS);
  });
}
