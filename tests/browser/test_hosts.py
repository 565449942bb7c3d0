"""Views and pictures follow the theme of each host, also from within a shadow tree; without one, that of the system."""

from __future__ import annotations

from typing import Any

import pytest

from contractlab.views.svg import PICTURE_STYLE
from contractlab.widgets import assets

HOSTS = {
    "jupyter-dark": ('<body data-jp-theme-light="false">', True),
    "jupyter-light": ('<body data-jp-theme-light="true">', False),
    "vscode-dark": ('<body class="vscode-dark">', True),
    "vscode-light": ('<body class="vscode-light">', False),
    "colab-dark": ('<html theme="dark"><body>', True),
    "colab-light": ('<html theme=""><body>', False),
    "marimo-dark": ('<body class="dark dark-theme">', True),
    "marimo-light": ('<body class="light light-theme">', False),
}
DRAW = """([sheet, shadow]) => {
  const host = document.createElement('div');
  document.body.append(host);
  const place = shadow ? host.attachShadow({ mode: 'open' }) : host;
  const style = document.createElement('style');
  style.textContent = sheet;
  const view = document.createElement('div');
  view.className = 'cl';
  place.append(style, view);
  return getComputedStyle(view).backgroundColor;
}"""
DARK, LIGHT = "rgb(21, 21, 21)", "rgb(255, 255, 255)"


PICTURE = """([sheet, live]) => {
  document.body.innerHTML = `<style>${sheet}</style><div class="${live}"><svg class="clp"></svg></div>`;
  return getComputedStyle(document.querySelector('svg')).getPropertyValue('--ht').trim();
}"""
DARK_PICTURE, LIGHT_PICTURE = "#fff", "#1d1d1d"
"""What stands on the fainter steps of a heat map."""


@pytest.mark.parametrize("system", ["dark", "light"])
@pytest.mark.parametrize("host", HOSTS)
def test_a_picture_is_dark_where_its_host_is(watched: Any, host: str, system: str) -> None:
    markup, dark = HOSTS[host]
    page = watched.page
    page.emulate_media(color_scheme=system)
    page.set_content(f"<!doctype html>{markup}")
    for sheet, live in ((PICTURE_STYLE, ""), (assets.style("base.css", "explorer.css"), "cl")):
        shown = page.evaluate(PICTURE, [sheet, live]).replace("#ffffff", "#fff")
        assert shown == (DARK_PICTURE if dark else LIGHT_PICTURE), live


@pytest.mark.parametrize("system", ["dark", "light"])
@pytest.mark.parametrize("host", HOSTS)
def test_a_view_is_dark_where_its_host_is(watched: Any, host: str, system: str) -> None:
    markup, dark = HOSTS[host]
    page = watched.page
    page.emulate_media(color_scheme=system)
    page.set_content(f"<!doctype html>{markup}")
    sheet = assets.style("base.css")
    assert page.evaluate(DRAW, [sheet, False]) == (DARK if dark else LIGHT)
    if host.startswith("marimo"):
        assert page.evaluate(DRAW, [sheet, True]) == (DARK if dark else LIGHT)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_without_a_host_it_is_as_the_system_is(watched: Any, scheme: str) -> None:
    watched.page.emulate_media(color_scheme=scheme)
    watched.page.set_content("<!doctype html><body>")
    assert watched.page.evaluate(DRAW, [assets.style("base.css"), False]) == (DARK if scheme == "dark" else LIGHT)
