"""A confusion matrix: which classes are mistaken for which."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import DOWN, LEFT, RIGHT, Line, VGroup

from scenes.mobjects.class_names import every, names_on_axis, names_within
from scenes.mobjects.heatmap import Heatmap
from scenes.mobjects.lettering import Readout, baseline, stand_on
from scenes.mobjects.outputs import Bars
from scenes.stage import style

LONGEST_NAME = 1.5  # the largest width of a row's name, in scene units


class Confusion(VGroup):
    """Counts (classes, classes) as a heatmap: in row i and column j is the number of examples with
    label i that were classified as j.

    width: of the matrix in scene units. `.animate.take_out_diagonal()` shows only the mistakes, on
    their own scale. Parts: `heatmap`, `row_names`, `column_names`, `titles`, `stroke`, a line that
    then replaces the diagonal.
    """

    def __init__(self, counts: npt.ArrayLike, names: Sequence[str], width: float = 4.2):
        counts = np.asarray(counts, dtype=float)
        self.heatmap = Heatmap(counts, (0, max(counts.max(), 1)), style.grey, width)
        self.heatmap.set_stroke(style.FAINT, 1.5)
        n = len(counts)
        words = names_within(names, LONGEST_NAME, style.SMALL, style.QUIET)
        cell = self.heatmap.cell_width
        rows = range(0, n, every(max(word.height for word in words), cell))
        ends = [self.heatmap.place([0, (i + 0.5) / n]) for i in range(n)]
        self.row_names = VGroup(*(words[i].copy().next_to(ends[i], LEFT, 0.15) for i in rows))
        ends = [self.heatmap.place([(j + 0.5) / n, 1]) for j in range(n)]
        columns = names_on_axis(names, cell)
        self.column_names = VGroup(
            *(
                style.text(name, style.SMALL, style.QUIET).move_to(ends[j])
                for j, name in columns.items()
            )
        )
        line = self.heatmap.get_bottom()[1] - 0.15 - style.text("0", style.SMALL).height
        stand_on(line, *self.column_names)
        label, answer = (
            style.text(word, style.SMALL, style.QUIET)
            for word in ("label", "its answer" + ", in the same order" * (not columns))
        )
        answer.next_to(self.column_names if columns else self.heatmap, DOWN, 0.15)
        answer.set_x(self.heatmap.get_x())
        label.next_to(self.row_names, LEFT, 0.3).set_y(self.heatmap.get_y())
        for name in self.row_names:
            if abs(baseline(name) - baseline(label)) < 0.1:
                stand_on(baseline(name), label)
        self.titles = VGroup(label, answer)
        self.stroke = Line(self.heatmap.place([0, 0]), self.heatmap.place([1, 1]))
        self.stroke.set_stroke(style.FAINT, 3, opacity=0)
        super().__init__(self.heatmap, self.row_names, self.column_names, self.titles, self.stroke)
        self.center()

    def take_out_diagonal(self):
        """Show only the mistakes."""
        mistakes = without_diagonal(self.heatmap.values)
        self.heatmap.set_values(mistakes).set_scale((0, max(mistakes.max(), 1)))
        self.stroke.set_stroke(opacity=1)
        return self


class SharesRight(VGroup):
    """Right of a `Confusion`, a bar for each row: the fraction of its counts that lies on the
    diagonal of counts (classes, classes). Rows that have a name also have it in percent. Parts:
    `bars`, `numbers`."""

    def __init__(self, matrix: Confusion, counts: np.ndarray, width: float = 2.6):
        shares = np.diag(counts) / np.maximum(counts.sum(axis=1), 1)
        heatmap = matrix.heatmap
        self.bars = Bars(shares, width, heatmap.height).next_to(heatmap, RIGHT, buff=0.9)
        self.numbers = VGroup()
        for name in matrix.row_names:
            i = int((heatmap.get_top()[1] - name.get_y()) / heatmap.cell_width)
            number = Readout(100 * shares[i], "{:.1f}%", "100.0%", style.SMALL)
            number.next_to(self.bars.place([1, 0]), RIGHT, 0.2)
            stand_on(baseline(name), number)
            self.numbers.add(number)
        title = style.text("right, of each label", style.SMALL, style.QUIET)
        title.next_to(self.bars, DOWN, 0.15)
        if matrix.column_names:
            stand_on(baseline(matrix.column_names[0]), title)
        super().__init__(self.bars, self.numbers, title)


def without_diagonal(counts):
    """Counts (n, n) with zeros on the diagonal."""
    return np.where(np.eye(len(counts), dtype=bool), 0, counts)
