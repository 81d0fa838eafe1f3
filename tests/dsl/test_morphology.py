"""What growing, shrinking and cleaning by neighbours mean, on small examples."""

from grids_in_words import applied


def test_grow_keeps_what_is_there():
    assert applied("grow", "000 020 000", "sides") == "020 222 020"
    assert applied("grow", "000 020 001", "corners") == "202 020 201"
    assert applied("grow", "403", "all") == "433"


def test_dilate_and_erode():
    assert applied("dilate", "000 010 000") == "010 111 010"
    assert applied("dilate", "000 010 000", 8) == "111 111 111"
    assert applied("erode", "111 111 111") == "000 010 000"
    assert applied("erode", "222 213 222", 8) == "000 010 000"
    assert applied("dilate", "120 000", 4) == "222 120"


def test_denoise():
    assert applied("denoise", "111 121 111") == "111 111 111"
    assert applied("denoise", "000 030 044") == "000 000 044"
    assert applied("denoise", "300 030 000", 8) == "300 030 000", "corners count"
    assert applied("denoise", "7") == "7"
