"""Parts of pages: nothing in them is taken for HTML, and the text says what the HTML does."""

import re

from explorer.exploring import pictures

from arc_pipeline.explorer import drawing
from arc_pipeline.explorer.page import below, beside, code, image, said, table

HOSTILE = '<script>alert("x")</script>&'


def test_what_is_written_is_no_html():
    block = drawing.number(3, None)
    page = below(said(HOSTILE), code(HOSTILE), table([HOSTILE], [[HOSTILE]]), beside(image(block, HOSTILE)))
    assert "<script" not in page.html
    assert page.html.count("&lt;script&gt;") == 5
    assert pictures(page) == [(HOSTILE, 0)]
    assert page.text.count(HOSTILE) == 5


def test_a_notebook_shows_the_html_and_a_terminal_the_text():
    page = said("words")
    assert "<p" in page._repr_html_()
    assert repr(page) == "words\n"


def test_lines_that_are_set_off_are_so_in_both():
    page = code("a\nb\nc\n", [1])
    assert page.text == "  a\n> b\n  c"
    assert re.findall(r"border-left[^>]*>([^<]*)<", page.html) == ["b"]
    assert code("a\nb\n").text == "a\nb"


def test_it_reaches_for_nothing_outside():
    page = image(drawing.arrow(), "an arrow")
    assert re.findall(r"(?:src|href)=\"(?!data:)", page.html) == []
