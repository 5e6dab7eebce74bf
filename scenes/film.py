"""The table of contents: chapters in the order of the film, each with its clips, FILE.CLASS."""

NAME = "downhill"

OPENING = ("Opening", ["cards.Title"])
CREDITS = ("Credits", ["cards.Credits"])

CORE = [  # the story, drawn from the run that is shown
    (
        "What the network is",
        [
            "cards.ChapterOne",
            "recap.PixelsToNeurons",
            "recap.FeedForward",
            "counting.ThirteenThousandAndTwo",
            "biases.WhatABiasDoes",
            "neurons.EverythingIsConnected",
        ],
    ),
    (
        "How wrong it is",
        [
            "cards.ChapterTwo",
            "untrained.UntrainedNetwork",
            "one_example.CostOfOneExample",
            "training_set.CostOfTheTrainingSet",
            "why_squares.WhySquares",
        ],
    ),
    (
        "Downhill",
        [
            "cards.ChapterThree",
            "one_dimension.CostAlongOneWeight",
            "learning_rates.StepSize",
            "downhill.CostSurface",
            "downhill.DescentSteps",
            "slices.RandomPlaneOrItsOwn",
            "straight_line.TheStraightLine",
        ],
    ),
    (
        "Downhill in every dimension",
        [
            "cards.ChapterFour",
            "gradient.TheGradientAsAList",
            "weights_that_matter.SomeWeightsMatterMore",
            "many_dimensions.ThirteenThousandDimensions",
            "mini_batches.MiniBatches",
            "gradient_checked.GradientChecked",
            "one_digit.WhatOneDigitWants",
        ],
    ),
    (
        "What it learned",
        [
            "cards.ChapterFive",
            "accuracy.TestAccuracy",
            "hardest_digits.HardestDigits",
            "what_it_learned.WeightsWhileLearning",
            "up_close.TheWeightsUpClose",
            "untouched_pixels.UntouchedPixels",
            "second_layer.SecondLayer",
            "twins.TheSameNetworkTwice",
            "noise.ConfidentOnNoise",
        ],
    ),
]

DEEPER = [  # what the papers found and viewers asked, drawn from experiments
    (
        "Learned by heart",
        [
            "cards.ChapterSix",
            "shuffled_labels.ShuffledLabels",
            "cows_and_forks.CowsAndForks",
            "patterns_first.PatternsFirst",
            "easy_and_hard.EasyAndHard",
        ],
    ),
    (
        "Many ways down",
        [
            "cards.ChapterSeven",
            "optimizer_race.OptimizerRace",
            "why_momentum_works.WhyMomentumWorks",
            "many_minima.ManyMinima",
            "the_low_road.TheLowRoad",
        ],
    ),
    (
        "What if?",
        [
            "cards.ChapterEight",
            "none_of_the_above.NoneOfTheAbove",
            "untouched_weights_fade.UntouchedWeightsFade",
            "warping_space.WarpingSpace",
            "two_and_three.TwoCannotThreeCan",
        ],
    ),
]

CHAPTERS = [OPENING, *CORE, *DEEPER, CREDITS]
CUTS = {"core": [OPENING, *CORE, CREDITS], "deeper": [OPENING, *DEEPER, CREDITS]}
