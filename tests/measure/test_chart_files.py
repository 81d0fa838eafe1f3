"""Charts as files beside the record of a run."""

import pytest
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from arc_pipeline.measure.chart_files import ChartFolder
from arc_pipeline.measure.chart_style import canvas


def test_a_chart_is_kept_as_png_and_svg_on_white(tmp_path):
    figure = Figure(facecolor="black")
    assert ChartFolder(tmp_path / "charts").kept("a chart", figure) is figure
    written = {path.name: path.read_bytes() for path in (tmp_path / "charts").iterdir()}
    assert sorted(written) == ["a chart.png", "a chart.svg"]
    assert written["a chart.png"].startswith(b"\x89PNG")
    assert b"fill: #ffffff" in written["a chart.svg"]


def test_a_chart_is_laid_out_once(tmp_path, monkeypatch):
    laid_out = []
    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", lambda _, figure: laid_out.append(figure))
    figure, _ = canvas(3, 2)
    ChartFolder(tmp_path).kept("a chart", figure).savefig(tmp_path / "as it is shown.png")
    assert laid_out == [figure]


def test_a_folder_that_cannot_be_written_is_said_and_the_chart_is_still_shown(tmp_path):
    (tmp_path / "charts").write_text("a file", encoding="utf-8")
    figure = Figure()
    with pytest.warns(RuntimeWarning, match="'a chart' cannot be kept"):
        assert ChartFolder(tmp_path / "charts").kept("a chart", figure) is figure
