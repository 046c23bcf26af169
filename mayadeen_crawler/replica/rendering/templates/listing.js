// Load more: fetches the next cards and appends them, until the answer names no further ones.
(() => {
  "use strict";
  const list = document.querySelector("[data-list]");
  const button = list.parentNode.querySelector("button");
  const spinner = list.parentNode.querySelector(".spinner");
  const { list: key, answer, end } = list.dataset;
  let { last } = list.dataset;
  let busy = false;

  const read = {
    json: (response) => response.json(),
    html: async (response) => ({
      html: await response.text(),
      next: response.headers.get("X-Next"),
    }),
  };

  const waiting = (is) => {
    busy = button.disabled = is;
    if (spinner) {
      button.hidden = is;
      spinner.hidden = !is;
    }
  };

  const more = async () => {
    if (busy || !last) return;
    waiting(true);
    try {
      if (spinner) await new Promise((done) => setTimeout(done, 50));
      const response = await fetch(`/feed/${key}/${last}`);
      if (!response.ok) throw new Error(`status ${response.status}`);
      const found = await read[answer](response);
      list.insertAdjacentHTML("beforeend", found.html);
      last = found.next;
    } catch (error) {
      console.error(error); // the button stays, for another try
    }
    waiting(false);
    if (!last && end === "gone") button.remove();
    else button.disabled = !last;
  };

  button.addEventListener("click", more);
  if ("scroll" in list.dataset) {
    new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && more()).observe(button);
  }
})();
