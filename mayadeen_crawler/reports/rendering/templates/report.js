"use strict";
// Filters and sorts the lists of rows, and shows the values of charts. Texts of web pages become
// text nodes only. Without it the page is whole but for the rows that are not the newest.
(() => {
  const STEP = 25;
  const make = (name, parent, text = "", where = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const key of Object.keys(where)) made.setAttribute(key, where[key]);
    parent.append(made);
    return made;
  };
  // Spellings that a reader takes for one: case, accents, Arabic vowel marks and forms of letters.
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\p{M}ـ]/gu, "")
    .replace(/ٱ/g, "ا").replace(/[ىی]/g, "ي").replace(/ک/g, "ك").replace(/ة/g, "ه")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text());
  }

  // Rows as reports/rendering/row_data.py packs them.
  function read(data) {
    const named = (places) => (places || []).map((place) => data.names[place]);
    return data.rows.map((cells, order) => ({
      order, at: cells[0] || "", text: cells[1] || "", url: cells[2] || "",
      place: data.names[cells[3] || 0], tag: named(cells[4]), author: named(cells[5]),
      source: named(cells[6]), region: named(cells[7]), delay: named(cells[8]),
      edits: cells[9] || 0, note: cells[10] || "", differences: cells[11] || [],
    }));
  }

  const lists = new Map();
  async function start(box) {
    const rows = read(await unpack(box.querySelector("script").textContent));
    const form = box.querySelector("form");
    const body = box.querySelector("tbody");
    const status = box.querySelector(".status");
    const more = box.querySelector(".more");
    const format = new Intl.NumberFormat(`${box.dataset.language}-u-nu-latn`);
    const say = (text, values) => text.replace(/\[(\w+)\]/g, (_, name) => values[name]);
    let also = new URLSearchParams();
    let found = rows;
    let shown = 0;

    const count = (key) => {
      const counts = new Map();
      for (const row of rows) {
        for (const one of [row[key]].flat()) counts.set(one, (counts.get(one) || 0) + 1);
      }
      return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    };
    for (const [one, n] of count("place")) {
      make("option", form.elements.place, `${one} (${format.format(n)})`, { value: one });
    }
    for (const key of ["tag", "author"]) {
      if (!form.elements[key]) continue;
      const choices = form.elements[key].list;
      for (const [one] of count(key).slice(0, 500)) make("option", choices, "", { value: one });
    }

    function differences(parent, row) {
      for (const [heading, note, fields] of row.differences) {
        make("h5", parent, heading);
        if (note) make("p", parent, note, { class: "note" });
        for (const [field, passages] of fields) {
          const line = make("p", parent, "", { class: "difference" });
          make("span", line, field, { class: "field" });
          const text = make("span", line, "", { class: "text", lang: box.dataset.lang, dir: box.dataset.dir });
          for (const [op, words] of passages) {
            if (op) make(op === 1 ? "del" : "ins", text, words);
            else text.append(words);
            text.append(" ");
          }
        }
      }
    }

    function draw(row) {
      const line = make("tr", body);
      const at = make("td", line, "", { class: "at", dir: "ltr" });
      for (const part of (row.at || "–").split(" ")) {
        make("span", at, part);
        at.append(" ");
      }
      const what = make("td", line, "", { class: "what" });
      const text = make("bdi", what);
      if (/^https?:\/\//i.test(row.url)) make("a", text, row.text, { href: row.url, rel: "noreferrer noopener" });
      else text.textContent = row.text;
      if (row.note) make("span", what, row.note, { class: "small" });
      const labels = [...row.author, ...row.tag].join(" · ");
      if (labels) make("bdi", make("span", what, "", { class: "small" }), labels);
      const edits = say(box.dataset.edits, { n: format.format(row.edits) });
      if (row.differences.length) {
        const details = make("details", what);
        make("summary", details, edits);
        details.addEventListener("toggle", () => differences(details, row), { once: true });
      } else if (row.edits) make("span", what, edits, { class: "small" });
      make("bdi", make("td", line), row.place);
    }

    function show() {
      for (const row of found.slice(shown, shown + STEP)) draw(row);
      shown = Math.min(shown + STEP, found.length);
      more.hidden = shown === found.length;
    }

    // A label as it is written, else as it is spelled, else a part of it.
    function matcher(key, wanted) {
      if (!wanted) return () => true;
      const key_of = fold(wanted);
      const known = new Set(rows.flatMap((row) => row[key]));
      const exact = [...known].filter((one) => one === wanted || (key_of && fold(one) === key_of));
      const good = new Set(exact.length ? exact
        : [...known].filter((one) => key_of && fold(one).includes(key_of)));
      return (row) => row[key].some((one) => good.has(one));
    }

    function filter() {
      const value = (name) => form.elements[name]?.value || "";
      const words = fold(value("search")).split(" ").filter(Boolean);
      const from = value("from");
      const to = value("to");
      const place = value("place");
      const matches = ["tag", "author"].map((key) => matcher(key, value(key)));
      const any = new Map([...also.keys()].map((key) => [key, new Set(also.getAll(key))]));
      const weekday = (row) => String(new Date(`${row.at.slice(0, 10)}T00:00:00Z`).getUTCDay() || 7);
      const parts = (row, key) => {
        if (key === "hour") return [row.at.slice(11, 13)];
        return key === "weekday" ? [row.at.length > 10 ? weekday(row) : ""] : [row[key]].flat();
      };
      found = rows.filter((row) => {
        const day = row.at.slice(0, 10);
        if ((place && row.place !== place) || (from && !(day >= from)) || (to && !(day && day <= to))) return false;
        for (const [key, good] of any) {
          if (!parts(row, key).some((one) => good.has(one))) return false;
        }
        if (!matches.every((is) => is(row))) return false;
        if (!words.length) return true;
        row.folded ??= fold([row.text, row.note, row.place, ...row.tag, ...row.author].join(" "));
        return words.every((word) => row.folded.includes(word));
      });
      const sort = value("sort");
      if (sort === "oldest") found.reverse();
      if (sort === "edits") found.sort((a, b) => b.edits - a.edits || a.order - b.order);
      if (sort === "text") {
        const order = new Intl.Collator(box.dataset.lang);
        found.sort((a, b) => order.compare(a.text, b.text) || a.order - b.order);
      }
      body.replaceChildren();
      shown = 0;
      show();
      const numbers = { found: format.format(found.length), all: format.format(rows.length) };
      status.textContent = say(box.dataset.status, numbers);
      const names = [...also].map(([key, one]) => (
        key === "hour" ? `${one}:00` : key === "weekday" ? weekdays.format(Date.UTC(2024, 0, +one)) : one));
      if (names.length) status.textContent += ` · ${say(box.dataset.also, { filters: names.join(", ") })}`;
    }
    const weekdays = new Intl.DateTimeFormat(box.dataset.language, { weekday: "long", timeZone: "UTC" });

    let waits = 0;
    form.addEventListener("input", () => {
      clearTimeout(waits);
      waits = setTimeout(filter, 120);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      filter();
    });
    form.addEventListener("reset", () => {
      also = new URLSearchParams();
      setTimeout(filter);
    });
    more.querySelector("button").addEventListener("click", show);
    // A mark of a chart sets the filters that it stands for, and no others.
    lists.set(box, (wanted) => {
      form.reset();
      also = new URLSearchParams();
      for (const [key, one] of wanted) {
        const control = form.elements[key];
        if (!control || wanted.getAll(key).length > 1) also.append(key, one);
        else control.value = one;
      }
      setTimeout(filter);
    });
    form.hidden = status.hidden = false;
    box.querySelector(".static")?.remove();
    filter();
  }

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a[data-filter]");
    const place = mark && document.getElementById(mark.getAttribute("href").slice(1));
    const box = place && (place.matches(".rows") ? place : place.querySelector(".rows"));
    const set = box && lists.get(box);
    if (set) set(new URLSearchParams(mark.dataset.filter));
  });
  addEventListener("hashchange", () => {
    const closed = document.getElementById(location.hash.slice(1))?.closest("details");
    if (closed) closed.open = true;
  });

  // The value of the mark under the pointer or in focus; arrows lead from mark to mark.
  for (const figure of document.querySelectorAll("figure")) {
    const value = figure.querySelector(".value");
    const tell = (event) => {
      const title = event.target.closest?.("a, path")?.querySelector("title");
      value.textContent = title ? title.textContent : "";
    };
    figure.addEventListener("pointerover", tell);
    figure.addEventListener("focusin", tell);
    for (const plot of figure.querySelectorAll(".plot")) {
      const marks = [...plot.querySelectorAll("a, g > path:has(title)")];
      marks.forEach((mark, place) => mark.setAttribute("tabindex", place ? "-1" : "0"));
      plot.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const next = step && marks[marks.indexOf(event.target) + step];
        if (!next) return;
        event.preventDefault();
        next.focus();
      });
    }
  }
  if (window.DecompressionStream) document.querySelectorAll(".rows").forEach(start);
})();
