"""What one example costs: each output's difference from the wanted one, squared and added up."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    Create,
    FadeIn,
    FadeOut,
    SurroundingRectangle,
    ValueTracker,
    VGroup,
    linear,
)

from nn.datasets import one_hot
from scenes.cost.rules import rule_of, sum_of
from scenes.mobjects.areas import Areas
from scenes.mobjects.class_names import names_within
from scenes.mobjects.cost_stage import CostStage, legend_of_differences
from scenes.mobjects.digit import digit
from scenes.mobjects.lettering import Readout, stand_on
from scenes.mobjects.table import Table
from scenes.stage import style
from scenes.stage.drawn import chosen_outputs
from scenes.stage.examples import an_example, pace_of, picture_shape, the_costliest
from scenes.stage.explainer import Explainer
from scenes.stage.needs import DATA
from scenes.stage.style import QUICK, SMALL, lines, text
from scenes.stage.words.numbers import within
from scenes.stage.words.things import a_class, class_name, image, step

LOWERED = 2.2 * DOWN  # how much lower the outputs are until their costs need the room
TALL = 2.5  # how many times taller the outputs are until then
SECONDS_OF_LEARNING = 3.4
COST = "{:.2f}"  # how costs are written
ALMOST_NOTHING = 0.01  # a cost below this is called so

# Sizes and places left of the outputs, in scene units; heights are from the stage's lines.
PICTURE_WIDTH, PICTURE_AT = 1.55, (-5.6, 1.85, 0)
TABLE_WIDTH, TABLE_AT = 1.9, (-5.6, 0.6, 0)
WORDS_X, WORDS_UP = -5.5, 0.5  # of the rule, beside the areas, and of the cost, beside their sum
NAMES_DOWN, NUMBERS_UP, LEGEND_DOWN = 0.38, 0.25, 0.5


class CostOfOneExample(Explainer):
    """The cost of one example: how far each output is from what we want, squared and added up."""

    needs = (DATA,)

    def construct(self):
        self.choose_it()
        self.lay_out()
        self.what_it_says()
        self.what_it_should_say()
        self.each_output_costs()
        self.the_sum()
        if self.run.has_history:
            self.while_it_learns()
            self.a_costly_one()

    def choose_it(self):
        """An example; of a network that is trained already the costliest, as others cost nothing to
        speak of."""
        images, labels = self.run.examples()
        self.costly = the_costliest(self.run)
        self.image = images[self.costly].reshape(picture_shape(self.run))
        self.label = labels[self.costly]
        if self.run.has_history:
            self.image, self.label = an_example(self.run)

    def lay_out(self):
        """Compute the outputs' weighted inputs z (S, n) at all snapshots; make the stage."""
        run, flat = self.run, self.image.reshape(1, -1)
        self.last = run.network()
        self.z = np.array([run.network(s).forward(flat).z[-1][0] for s in range(len(run.steps))])
        self.Y = one_hot([self.label], run.sizes[-1]).astype(float)
        self.pace = pace_of(self.z)
        self.now = ValueTracker(0)
        images, labels = run.examples()
        z = self.last.forward(images[[self.costly]]).z[-1].astype(float)
        self.costly_z, self.costly_Y = z[0], one_hot(labels[[self.costly]], run.sizes[-1])
        always = self.label, labels[self.costly], self.costly_z.argmax()
        every = [self.last.output.forward(z[None])[0] for z in (*self.z, self.costly_z)]
        self.some = chosen_outputs(np.array(every), always)
        self.others = len(self.some) < run.sizes[-1]  # they share the last place
        self.y, self.costly_y = self._drawn(self.Y[0]), self._drawn(self.costly_Y[0])
        shown = [*(self._terms(z) for z in self.z), self._terms(self.costly_z, self.costly_Y)]
        most, largest = max(terms.sum() for terms in shown), np.max(shown)
        self.stage = CostStage(len(self.y), most, largest, run.facts["cost"] == "quadratic")

    def what_it_says(self):
        a, names = self._a(self.z[0]), self.run.classes
        name = class_name(self.run, self.label)
        seconds = self.beat(
            "How wrong is one answer?",
            f"Our {name} again, and the untrained network's answer."
            if self.run.from_the_start
            else f"Here is {a_class(self.run, self.label)}, and the network's answer.",
        )
        self.picture = digit(self.image, PICTURE_WIDTH).move_to(PICTURE_AT)
        stage = self.stage
        self.troughs = Areas(
            stage.bars(self._drawn(0 * self.Y[0] + 1)), style.FAINT, fill_opacity=0.5
        )
        self.bars = Areas(stage.bars(a))
        names = [names[j] for j in self.some] + ["others"] * self.others
        self.names = names_within(names, (stage.x[-1] - stage.x[0]) / (len(names) - 1) - 0.1, SMALL)
        self.numbers = VGroup(*(Readout(x, "{:.2f}", size=SMALL) for x in a[: len(self.some)]))
        for x, name in zip(stage.x, self.names, strict=True):
            name.set_x(x)
        stand_on(stage.BARS - NAMES_DOWN, *self.names)
        for x, number in zip(stage.x, self.numbers, strict=False):
            number.move_to([x, stage.BARS + stage.unit + NUMBERS_UP, 0])
        self.rise = (TALL - 1) * stage.unit * UP
        self.names.shift(LOWERED)
        self.numbers.shift(LOWERED + self.rise)
        self.picture.shift(LOWERED + self.rise / 2)
        for areas in (self.troughs, self.bars):
            self._lower(areas)
        self.add(self.picture, self.troughs, self.bars, self.names)
        self.play(FadeIn(self.numbers, lag_ratio=0.1), run_time=seconds)

    def what_it_should_say(self):
        a = self._a(self.z[0])
        seconds = self.beat(
            "How far off?",
            "Each output is off by its coloured part: too high, or too low.",
        )
        stage = self.stage
        marks = stage.lines(self.y)
        marks[:, 3] /= TALL  # the line keeps its thickness
        self.targets = self._lower(Areas(marks))
        self.differences = Areas(stage.differences(self.y, self.y), self._signs(a, self.y))
        self._lower(self.differences)
        self.legend = legend_of_differences().next_to(self.names, DOWN, buff=LEGEND_DOWN)
        self.play(FadeIn(self.targets, self.legend), run_time=seconds / 5)
        self.add(self.differences, self.targets)
        grown = stage.differences(a, self.y)
        for sign in (1, -1):
            now = np.where((sign * (a - self.y) > 0)[:, None], grown, self.differences.rectangles)
            self.play(
                self.differences.animate.set_rectangles(now),
                self.bars.animate.set_fill(opacity=0.4),
                run_time=2 * seconds / 5,
            )

    def each_output_costs(self):
        a, stage = self._a(self.z[0]), self.stage
        headline, words, rule = rule_of(self.run)
        seconds = self.beat(headline, words)
        self.areas = Areas(stage.differences(a, self.y), style.COST)
        self.rule = lines(*rule, size=SMALL, color=style.COST)
        self.rule.move_to([WORDS_X, stage.AREAS + WORDS_UP, 0])
        self.play(
            FadeOut(self.legend),
            FadeOut(self.numbers, shift=-LOWERED - self.rise),
            self.names.animate.shift(-LOWERED),
            self.picture.animate.shift(-LOWERED - self.rise / 2),
            *(self._lift(a.animate) for a in (self.troughs, self.bars, self.differences)),
            self._lift(self.targets.animate.set_rectangles(stage.lines(self.y))),
            run_time=seconds / 3,
        )
        self.add(self.areas, self.names)
        self.play(
            self.areas.animate.set_rectangles(self._rectangles(self.z[0], self.Y)[3]),
            FadeIn(self.rule),
            run_time=2 * seconds / 3,
        )

    def the_sum(self):
        cost = float(self._terms(self.z[0]).sum())
        headline, words = sum_of(self.run)
        seconds = self.beat(headline, f"{words}: that is the cost of this {image(self.run)}.")
        stage = self.stage
        self.axis = stage.axis()
        costs = [cost, *(self._terms(z).sum() for z in self.z)]
        costs.append(self._terms(self.costly_z, self.costly_Y).sum())
        widest = max((within(COST, each) for each in costs), key=len)
        self.cost = Readout(cost, COST, widest, color=style.COST)
        self.word = text("cost", SMALL, style.COST)
        words = VGroup(self.word, self.cost).arrange(DOWN, buff=0.15)
        words.move_to([WORDS_X, stage.SUM + WORDS_UP, 0])
        self.flowing = self.areas.copy()
        self.play(
            FadeIn(self.axis),
            self.flowing.animate.set_rectangles(stage.stacked(self._terms(self.z[0]))),
            self.areas.animate.set_fill(opacity=0.45),
            run_time=0.7 * seconds,
        )
        self.play(FadeIn(self.cost, self.word), run_time=0.3 * seconds)
        self.say("Some call it the loss.")

    def while_it_learns(self):
        first, last = (float(self._terms(self.z[s]).sum()) for s in (0, -1))
        steps = self.run.steps[-1]
        seconds = self.beat("While it learns", "Now watch it learn.")
        self.step = Readout(0, "{:,.0f}", widest=f"{steps:,}")
        self.table = Table({step(self.run): self.step}, TABLE_WIDTH).move_to(TABLE_AT)
        shown = self.areas.animate.set_fill(opacity=1)
        self.play(FadeIn(self.table), shown, run_time=seconds)
        low = "almost nothing" if last < ALMOST_NOTHING else within(COST, last)
        self.say(f"The cost {'falls' if last < first else 'goes'} to {low}.")
        self.live = VGroup(self.bars, self.differences, self.areas, self.flowing, self.targets)
        self.add(self.live.add_updater(lambda _: self._show(self._z_now(), self.Y)))
        self.cost.add_updater(lambda cost: cost.set_value(self._terms(self._z_now()).sum()))
        self.step.add_updater(lambda step: step.set_value(self._at(self.run.steps)))
        self.play(self.now.animate.set_value(1), run_time=SECONDS_OF_LEARNING, rate_func=linear)
        for mobject in (self.live, self.cost, self.step):
            mobject.clear_updaters()

    def a_costly_one(self):
        X, labels = self.run.examples()
        run, label = self.run, labels[self.costly]
        cost, answer = self._terms(self.costly_z, self.costly_Y).sum(), self.costly_z.argmax()
        ends = "is answered rightly" if answer == label else "fools it to the last"
        seconds = self.beat(
            "Not all end so well",
            f"This {class_name(run, label)} {ends}, and costs {within(COST, cost)}.",
        )
        self._show(self.z[-1], self.Y)
        picture = X[self.costly].reshape(self.image.shape)
        after = self._rectangles(self.costly_z, self.costly_Y)
        moving = (self.bars, self.targets, self.differences, self.areas, self.flowing)
        note = lines("costliest", f"of {len(labels):,}", size=SMALL, color=style.QUIET, buff=0.12)
        note.next_to(self.picture, DOWN, buff=0.15).align_to(self.table, LEFT)
        changed = self.picture.animate.set_values(picture)
        self.play(changed, FadeOut(self.table), run_time=QUICK)
        name = self.names[int(np.flatnonzero(self.some == answer)[0])]
        said = SurroundingRectangle(name, color=style.FOCUS, buff=0.08, stroke_width=3)
        self.differences.set_colours(self._signs(self._a(self.costly_z), self.costly_y))
        self.play(
            *(m.animate.set_rectangles(r) for m, r in zip(moving, after, strict=True)),
            self.cost.animate.set_value(cost),
            FadeIn(note),
            run_time=seconds / 2,
        )
        self.play(Create(said), run_time=QUICK)

    def _lower(self, areas):
        """Move areas down to the line where the clip begins, and stretch them upwards."""
        return areas.stretch(TALL, 1, about_point=self.stage.BARS * UP).shift(LOWERED)

    def _lift(self, areas):
        """Undo `_lower`, so that a difference is as long as its square is wide."""
        return areas.shift(-LOWERED).stretch(1 / TALL, 1, about_point=self.stage.BARS * UP)

    def _show(self, z, Y):
        """Show the outputs for weighted inputs z (n,) and wanted outputs Y (1, n)."""
        moving = (self.bars, self.targets, self.differences, self.areas, self.flowing)
        for mobject, rectangles in zip(moving, self._rectangles(z, Y), strict=True):
            mobject.set_rectangles(rectangles)
        self.differences.set_colours(self._signs(self._a(z), self._drawn(Y[0])))

    def _rectangles(self, z, Y):
        """The rectangles of bars, targets, differences, areas and their sum."""
        a, terms, stage, y = self._a(z), self._terms(z, Y), self.stage, self._drawn(Y[0])
        return (
            stage.bars(a),
            stage.lines(y),
            stage.differences(a, y),
            stage.areas(*self._sides(a, terms, y)),
            stage.stacked(terms),
        )

    def _a(self, z):
        return self._drawn(self.last.output.forward(np.array(z, dtype=float)[None])[0])

    def _terms(self, z, Y=None):
        """What each output adds to the cost, (n,), all others in the last place."""
        z, Y = np.array(z, dtype=float)[None], self.Y if Y is None else Y
        terms = self.last.cost_function.terms(z, self.last.output.forward(z), Y, self.last.output)
        return self._drawn(terms[0], np.delete(terms[0], self.some).sum())

    def _drawn(self, values, others=0.0):
        """Values (outputs,) of the outputs that are drawn, and that of all others together."""
        some = values[self.some]
        return np.append(some, others) if self.others else some

    def _sides(self, a, terms, y):
        """The widths and heights (n,) of the areas, each of which is an output's cost: squares for
        the quadratic cost, otherwise all of the same width."""
        side = abs(a - y)
        if self.others:
            side[-1] = np.sqrt(terms[-1])
        return (side, side) if self.stage.square else (np.ones(len(a)), terms)

    @staticmethod
    def _signs(a, y):
        return [style.POSITIVE if d > 0 else style.NEGATIVE for d in a - y]

    def _at(self, values):
        """The current value of a curve (S,) over the snapshots, interpolated linearly."""
        s = np.interp(self.now.get_value(), self.pace, np.arange(len(self.pace)))
        return np.interp(s, np.arange(len(values)), values)

    def _z_now(self):
        return np.array([self._at(z) for z in self.z.T])
