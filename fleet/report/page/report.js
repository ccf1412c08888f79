// Search, filters and the keyboard of the report's page. Without it, the page shows every row with its details.

/**
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
function the(selector, kind) {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) {
    throw new Error(`The page has no ${selector}.`);
  }
  return found;
}

/** @param {string} selector */
const buttons = (selector) => [
  .../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(selector)),
];

const rows = [.../** @type {NodeListOf<HTMLTableRowElement>} */ (document.querySelectorAll("tr.row"))];
const names = rows.map((row) => /** @type {HTMLButtonElement} */ (row.querySelector("th button")));
const search = the("#search", HTMLInputElement);
const ring = the("#ring", HTMLSelectElement);
const shown = the("#shown", HTMLElement);
const none = the("#none", HTMLElement);
const statusFilters = buttons("[data-filter]");
const [onlyChanged] = buttons("#only-changed");

/** The row that Tab leads to. */
let current = 0;

/** @type {readonly string[] | undefined} */
let texts;

/** What is searched: all that a row says, its details too. Read when it is first needed. */
function searched() {
  texts ??= rows.map((row) => (row.textContent ?? "").toLowerCase());
  return texts;
}

/** @param {HTMLButtonElement | undefined} button */
const isPressed = (button) => button?.ariaPressed === "true";

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const statuses = new Set(statusFilters.filter(isPressed).map((button) => button.dataset.filter));
  const changed = isPressed(onlyChanged);
  let count = 0;
  for (const [index, row] of rows.entries()) {
    const { status, ring: inRing, change } = row.dataset;
    const visible =
      (statuses.size === 0 || statuses.has(status)) &&
      (ring.value === "" || ring.value === inRing) &&
      (!changed || Boolean(change)) &&
      (words.length === 0 || words.every((word) => searched()[index]?.includes(word)));
    if (row.hidden === visible) {
      row.hidden = !visible;
    }
    count += visible ? 1 : 0;
  }
  shown.textContent = `${count} of ${rows.length} tenants`;
  none.hidden = count > 0;
  if (rows[current]?.hidden) {
    makeCurrent(rows.findIndex((row) => !row.hidden));
  }
}

let isPlanned = false;

/** Filters once before the next frame, however many keys came by then. */
function filterSoon() {
  if (!isPlanned) {
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      filter();
    });
  }
}

function clearFilters() {
  search.value = "";
  ring.value = "";
  for (const button of [...statusFilters, onlyChanged]) {
    if (button) {
      button.ariaPressed = "false";
    }
  }
  filter();
}

/** @param {number} index */
function makeCurrent(index) {
  names[current]?.setAttribute("tabindex", "-1");
  current = Math.max(0, index);
  names[current]?.setAttribute("tabindex", "0");
}

/** @param {number} index */
function focusRow(index) {
  if (names[index]) {
    makeCurrent(index);
    names[index].focus();
  }
}

/**
 * The next row from `start` on that is shown, or -1.
 * @param {number} start
 * @param {1 | -1} step
 */
function nextShown(start, step) {
  for (let index = start; index >= 0 && index < rows.length; index += step) {
    if (!rows[index]?.hidden) {
      return index;
    }
  }
  return -1;
}

/**
 * @param {number} index
 * @param {boolean} [open]
 */
function toggle(index, open = !rows[index]?.classList.contains("open")) {
  rows[index]?.classList.toggle("open", open);
  names[index]?.setAttribute("aria-expanded", String(open));
}

/** Shows the row that the address names. */
function showTarget() {
  const index = rows.findIndex(({ id }) => id !== "" && `#${id}` === location.hash);
  if (index >= 0) {
    if (rows[index]?.hidden) {
      clearFilters();
    }
    toggle(index, true);
    focusRow(index);
  }
}

/** @type {Readonly<Record<string, (inRows: number) => number>>} */
const moves = {
  ArrowDown: (at) => nextShown(at + 1, 1),
  ArrowUp: (at) => nextShown(at - 1, -1),
  j: (at) => nextShown(at + 1, 1),
  k: (at) => nextShown(at - 1, -1),
  Home: () => nextShown(0, 1),
  End: () => nextShown(rows.length - 1, -1),
};

/**
 * @param {KeyboardEvent} event
 * @param {Element | null} focused
 */
function onRowKey(event, focused) {
  const inRows = focused instanceof HTMLButtonElement ? names.indexOf(focused) : -1;
  const letters = event.key === "j" || event.key === "k";
  // From the page itself, only letters: arrows scroll it.
  if (inRows < 0 && !(letters && focused === document.body)) {
    return;
  }
  const target = inRows < 0 ? nextShown(current, 1) : moves[event.key]?.(inRows);
  if (target !== undefined && target >= 0) {
    event.preventDefault();
    focusRow(target);
  }
}

document.addEventListener("keydown", (event) => {
  const focused = document.activeElement;
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (event.key === "Escape") {
    clearFilters();
  } else if (focused === search) {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      filter();
      focusRow(nextShown(0, 1));
    }
  } else if (event.key === "/" && focused !== ring) {
    event.preventDefault();
    search.select();
    search.focus();
  } else if (Object.hasOwn(moves, event.key)) {
    onRowKey(event, focused);
  }
});

document.addEventListener("click", ({ target }) => {
  const link = target instanceof Element ? target.closest("a") : null;
  if (link !== null && link.hash === location.hash) {
    // The address does not change, and no other event comes.
    showTarget();
  }
  const button = target instanceof Element ? target.closest("button") : null;
  if (button === null) {
    return;
  }
  if (button.id === "clear") {
    clearFilters();
  } else if (button === onlyChanged || button.dataset.filter !== undefined) {
    button.ariaPressed = String(!isPressed(button));
    filter();
  } else {
    const index = names.indexOf(button);
    makeCurrent(index);
    toggle(index);
  }
});

search.addEventListener("input", filterSoon);
ring.addEventListener("change", filter);
window.addEventListener("hashchange", showTarget);

for (const name of names) {
  name.setAttribute("aria-expanded", "false");
}
makeCurrent(0);
showTarget();
