"""JavaScript that ``live_page.py`` runs in the page. None of it makes a request itself.

*attribute* is the name of the HTML attribute for marks (`Tab.mark`); its values are numbers.
*most* is a number of characters.
"""

from __future__ import annotations

# Browsers older than 2022 have no `checkVisibility`.
_PRESSABLE = """
const pressable = (element) =>
  element.isConnected
  && (element.checkVisibility?.({visibilityProperty: true}) ?? true)
  && !element.closest("[disabled], [aria-disabled=true]");
"""

#: Marks the elements that can be pressed, and returns the page's HTML. A ``div`` or ``span`` is
#: left out if it contains a control, more than two children or no visible text. An element keeps
#: its mark for as long as it exists. Returns "" for HTML of more than *most* characters, which
#: the browser's driver and this process would each hold several times.
READ = f"""([attribute, most]) => {{
  {_PRESSABLE}
  const state = window[Symbol.for(attribute)] ??= {{count: 0}};
  for (const element of document.querySelectorAll("a, button, input, div, span")) {{
    const container = element.matches("div, span") && (element.children.length > 2
      || element.querySelector("a, button, input") || !element.innerText.trim());
    if (container || !pressable(element)) element.removeAttribute(attribute);
    else if (!element.hasAttribute(attribute)) element.setAttribute(attribute, ++state.count);
  }}
  const html = "<!DOCTYPE html>" + document.documentElement.outerHTML;
  return html.length > most ? "" : html;
}}"""

#: Clicks the control that has a mark; returns whether it was found. The click is made by script,
#: since a cookie banner over the page would catch a click of the mouse.
PRESS = """([attribute, mark]) => {
  const state = window[Symbol.for(attribute)] ??= {count: 0};
  state.links = new Set([...document.links].map((link) => link.href));
  state.pressed = document.querySelector(`[${attribute}="${mark}"]`);
  state.pressed?.scrollIntoView({block: "center"});
  state.pressed?.click();
  return Boolean(state.pressed);
}"""

#: Returns the links that are new since the last press, one a line, as many as *most* characters
#: hold; the first line is "again" where the control can be pressed again, else empty. It is one
#: string, so that a page that changed what ``map`` or ``href`` do cannot return more.
LOOK = f"""([attribute, most]) => {{
  {_PRESSABLE}
  const state = window[Symbol.for(attribute)];
  let text = state?.pressed && pressable(state.pressed) ? "again" : "";
  for (const link of document.links) {{
    if (text.length > most) break;
    if (!state?.links?.has(link.href)) text += "\\n" + link.href;
  }}
  return text.length > most ? text.slice(0, most) : text;
}}"""

#: Returns the text of a document that is not HTML, as the browser shows it; "" as in `READ`.
TEXT = """(most) => {
  const text = "" + (document.body?.textContent ?? "");
  return text.length > most ? "" : text;
}"""
