"""Squared paper with two classes on it, moved by the layers of a network; both clips draw it."""

from manim import DOWN, LEFT, RIGHT, Square, VGroup

from scenes.mobjects.sheet import NONE, Sheet
from scenes.space.warps import STEPS, across_square, carried, lifted, squared_paper
from scenes.stage import style

PAPER = 1.15  # how far the squared paper reaches; the classes reach 1
LINES = 23
COLORS = style.POSITIVE, style.NEGATIVE  # of the classes whose output z should be above, below 0
OVER = 0.9  # the fraction of the paper's reach that must fit: its corners may stick out a little
OLAH = "Olah (2014)"


class CarriedSheet(Sheet):
    """A `Sheet` of squared paper, `side` scene units wide, with two classes on it as `curves`
    (2, points, 2) or as `areas` (2, rows, columns, 2).

    `flat` keeps the points as they lie in the plane; each method moves them elsewhere, together
    with a yellow `line` of segments (k, 2, 2), which is also given in the plane.
    """

    def __init__(self, side, curves=NONE, areas=()):
        paper = squared_paper(PAPER, LINES)
        super().__init__(paper, curves, areas, COLORS, PAPER, side)
        self.flat = paper, self.curves[..., :2], self.areas[..., :2]

    def redraw_areas(self, areas):
        """From now on, draw the areas with other lattices, finer or coarser."""
        self.flat = *self.flat[:2], areas
        return self

    def lay_flat(self, line=NONE):
        """Put everything back in the plane."""
        return self.lay(*self.flat, line, PAPER)

    def carry(self, weights, biases, moment, line=NONE):
        """Move everything to where it is at a moment on its way through the hidden layers, as large
        as fits the square: the curves whole, and most of the paper."""
        paper, curves, areas, line = (
            carried(points, weights, biases, moment) for points in (*self.flat, line)
        )
        reach = max(PAPER, 1.1 * abs(curves).max(), OVER * abs(paper).max())
        return self.lay(paper, curves, areas, line, reach)

    def lift(self, W, b, view, moment, line=NONE):
        """Move everything to where it is at a moment on its way through a layer of three units,
        with space rotated by `view` (3, 3); scale it down if it is larger than the square."""
        *laid, line = (lifted(points, W, b, view, moment) for points in (*self.flat, line))
        return self.lay(*laid, line, max(PAPER, abs(laid[0][..., :2]).max()))

    def show_output_view(self, weights, biases):
        """Show everything as the network's output neuron sees it, with its decision boundary."""
        hidden = weights[:-1], biases[:-1], STEPS * len(weights[:-1])
        laid = (carried(points, *hidden) for points in self.flat)
        return self.lay(*laid, across_square(weights[-1][0], biases[-1][0])[None], PAPER)


class TanhSquare(VGroup):
    """The square from −1 to 1 on a sheet, into which tanh maps everything. `follow(sheet)` moves it
    onto that square, at whatever size the sheet is drawn."""

    def __init__(self, sheet):
        self.square = Square(1).set_stroke(style.FAINT, 2)
        self.ends = VGroup(*(style.text(end, style.SMALL, style.QUIET) for end in ("−1", "1")))
        super().__init__(self.square, self.ends)
        self.follow(sheet)

    def follow(self, sheet):
        """Move and resize to the square from −1 to 1 on a sheet."""
        side = sheet.width / float(sheet.reach)
        square = self.square.stretch_to_fit_width(side).stretch_to_fit_height(side).move_to(sheet)
        for end, corner in zip(self.ends, (LEFT, RIGHT), strict=True):
            end.next_to(square, DOWN, 0.1).set_x(square.get_edge_center(corner)[0])
        return self
