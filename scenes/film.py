"""The table of contents: the chapters in the order of the film.

Each chapter is (title, the sentence on its card, [FOLDER.FILE.CLASS of each clip, …]).
"""

NAME = "downhill"

OPENING = ("Opening", "", ["cards.title.Title"])
CREDITS = ("Credits", "", ["cards.ending.Ending", "cards.credits.Credits"])

CORE = [  # the main story, drawn from one training run
    (
        "What the network is",
        "Numbers in, answers out.",
        [
            "cards.chapters.ChapterOne",
            "network.pixels_to_neurons.PixelsToNeurons",
            "network.feed_forward.FeedForward",
            "network.thirteen_thousand_and_two.ThirteenThousandAndTwo",
            "network.what_a_bias_does.WhatABiasDoes",
            "network.everything_is_connected.EverythingIsConnected",
        ],
    ),
    (
        "How wrong it is",
        "One number tells us.",
        [
            "cards.chapters.ChapterTwo",
            "cost.untrained_network.UntrainedNetwork",
            "cost.cost_of_one_example.CostOfOneExample",
            "cost.cost_of_the_training_set.CostOfTheTrainingSet",
            "cost.why_squares.WhySquares",
        ],
    ),
    (
        "Downhill",
        "Feel the slope, and step.",
        [
            "cards.chapters.ChapterThree",
            "descent.cost_along_one_weight.CostAlongOneWeight",
            "descent.step_size.StepSize",
            "descent.cost_surface.CostSurface",
            "descent.descent_steps.DescentSteps",
            "descent.random_plane_or_its_own.RandomPlaneOrItsOwn",
            "descent.the_straight_line.TheStraightLine",
        ],
    ),
    (
        "Downhill in every dimension",
        "All weights at once.",
        [
            "cards.chapters.ChapterFour",
            "gradient.the_gradient_as_a_list.TheGradientAsAList",
            "gradient.some_weights_matter_more.SomeWeightsMatterMore",
            "gradient.thirteen_thousand_dimensions.ThirteenThousandDimensions",
            "gradient.mini_batches.MiniBatches",
            "gradient.gradient_checked.GradientChecked",
            "gradient.what_one_digit_wants.WhatOneDigitWants",
        ],
    ),
    (
        "What it learned",
        "And what it did not.",
        [
            "cards.chapters.ChapterFive",
            "learned.accuracy.TestAccuracy",
            "learned.hardest_digits.HardestDigits",
            "learned.weights_while_learning.WeightsWhileLearning",
            "learned.the_weights_up_close.TheWeightsUpClose",
            "learned.untouched_pixels.UntouchedPixels",
            "learned.second_layer.SecondLayer",
            "learned.confident_on_noise.ConfidentOnNoise",
        ],
    ),
]

DEEPER = [  # findings from papers and questions from viewers, nearly all drawn from experiments
    (
        "Learned by heart",
        "What if labels mean nothing?",
        [
            "cards.chapters.ChapterSix",
            "memory.cows_and_forks.CowsAndForks",
            "memory.shuffled_labels.ShuffledLabels",
            "memory.patterns_first.PatternsFirst",
            "memory.easy_and_hard.EasyAndHard",
        ],
    ),
    (
        "Many ways down",
        "Other steps, other valleys.",
        [
            "cards.chapters.ChapterSeven",
            "minima.why_momentum_works.WhyMomentumWorks",
            "minima.optimizer_race.OptimizerRace",
            "minima.many_minima.ManyMinima",
            "minima.the_same_network_twice.TheSameNetworkTwice",
            "minima.the_low_road.TheLowRoad",
        ],
    ),
    (
        "What if?",
        "Viewers asked, and we tried.",
        [
            "cards.chapters.ChapterEight",
            "what_if.none_of_the_above.NoneOfTheAbove",
            "what_if.untouched_weights_fade.UntouchedWeightsFade",
        ],
    ),
    (
        "Bending space",
        "What can a layer do?",
        [
            "cards.chapters.ChapterNine",
            "space.warping_space.WarpingSpace",
            "space.two_cannot_three_can.TwoCannotThreeCan",
        ],
    ),
]

CHAPTERS = [OPENING, *CORE, *DEEPER, CREDITS]
CUTS = {"core": [OPENING, *CORE, CREDITS], "deeper": [OPENING, *DEEPER, CREDITS]}
