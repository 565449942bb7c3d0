"""A view's script in a page of its own, on a stand-in for the notebook's model: no Jupyter, 0.06 s a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["PATIENCE", "Mounted", "mount", "settled"]

PATIENCE = 120_000
"""Milliseconds that a page may keep a test waiting: a busy machine is no fault of the page."""

STUB = """
export class StaticModel {
  #state; #listeners = new Map(); saved = []; sent = []; waiting = 0;
  constructor(state) { this.#state = structuredClone(state); }
  get(name) { return this.#state[name]; }
  set(name, value) {
    if (Object.is(this.#state[name], value)) return;
    this.#state[name] = value; this.#fire(`change:${name}`); this.#fire("change");
  }
  save_changes() { this.saved.push(structuredClone(this.#state)); }
  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name).add(listener);
  }
  off(name, listener) { listener ? this.#listeners.get(name)?.delete(listener) : this.#listeners.delete(name); }
  send(content) {
    this.sent.push(structuredClone(content));
    if (!window.tellKernel) return;
    this.waiting += 1;
    const hear = ({ messages, answer }) => {
      this.waiting -= 1;
      for (const message of answer ? [...messages, answer] : messages) this.tell(message);
    };
    window.tellKernel(content).then(hear, (fault) => { this.waiting -= 1; throw fault; });
  }
  tell(message) { this.#fire("msg:custom", message); }
  #fire(name, ...given) { for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(...given); }
}
"""

PAGE = '<!doctype html><html lang="en"><meta charset=utf-8><title>view</title><body><main id=root></main>'
MOUNT = """async ([stub, script, sheet, state, dark]) => {
  const load = (text) => import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})));
  const style = document.createElement('style'); style.textContent = sheet; document.head.append(style);
  document.body.dataset.jpThemeLight = dark ? 'false' : 'true';
  document.body.style.background = dark ? '#111' : '#fff';
  if (!window.timers) {
    const [start, stop] = [window.setTimeout, window.clearTimeout];
    window.timers = new Set();
    window.setTimeout = (call, wait = 0, ...given) => {
      const timer = start(() => { window.timers.delete(timer); call(...given); }, wait);
      if (wait <= 1000) window.timers.add(timer);
      return timer;
    };
    window.clearTimeout = (timer) => { window.timers.delete(timer); stop(timer); };
  }
  const { StaticModel } = await load(stub);
  window.model = new StaticModel(state);
  const widget = (await load(script)).default;
  await widget.initialize?.({ model: window.model });
  window.draw = (el) => widget.render({ model: window.model, el });
  window.cleanup = await window.draw(document.getElementById('root'));
}"""


SETTLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const ends = (animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
  do {
    await frame();
    await frame();
    await Promise.all(document.getAnimations().filter(ends).map((each) => each.finished.catch(() => null)));
  } while (window.timers?.size || window.model?.waiting);
}"""


def settled(page: Any) -> None:
    """Wait until a page is at rest: the kernel has answered, what was to be done a little later is done, nothing moves.

    A test that says how long that takes fails on a busy machine.
    """
    page.evaluate(SETTLED)


class Mounted:
    """A page with a view on it.

    Attributes
    ----------
    page : playwright page
    errors : list of str
        What went wrong on it, where somebody watches.
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self._answering = False
        self._messages: list[dict[str, Any]] = []

    @property
    def sent(self) -> list[dict[str, Any]]:
        """What the view has sent so far."""
        messages: list[dict[str, Any]] = self.page.evaluate("model.sent")
        return messages

    def tell(self, message: dict[str, Any]) -> None:
        """Let the view hear a message from the kernel; while the kernel answers one, together with the answer.

        A kernel answers one message after the other, and sends without waiting. Telling the page at once would let the
        test go on, and its next message would be answered in the midst of this one.
        """
        if self._answering:
            self._messages.append(message)
        elif not self.page.is_closed():  # a view may outlive its page
            self.page.evaluate("(message) => model.tell(message)", message)

    def answering(self, kernel: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
        """The kernel of a page: what it sends while it answers comes before the answer."""

        def answer(message: Any) -> dict[str, Any]:
            self._answering = True
            try:
                answered = kernel(message)
            finally:
                self._answering = False
                messages, self._messages = self._messages, []
            return {"messages": messages, "answer": answered}

        return answer

    def set(self, name: str, value: Any) -> None:
        """Change the model as the kernel would."""
        self.page.evaluate("([name, value]) => model.set(name, value)", [name, value])


def mount(
    page: Any,
    script: str,
    sheet: str,
    state: dict[str, Any],
    *,
    kernel: Callable[[Any], Any] | None = None,
    dark: bool = False,
) -> Mounted:
    """Draw a view.

    Parameters
    ----------
    page : playwright page
    script, sheet : str
        As `contractlab.widgets.assets` gives them.
    state : dict
        The model's traits.
    kernel : callable, optional
        Answers the view's messages; with a real view's `handle`, Python and script are tested together.
    """
    page.set_content(PAGE)
    mounted = Mounted(page)
    if kernel is not None:
        page.expose_function("tellKernel", mounted.answering(kernel))
    page.evaluate(MOUNT, [STUB, script, sheet, state, dark])
    return mounted
