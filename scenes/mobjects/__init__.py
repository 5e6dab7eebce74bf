"""Pictures of data: arrays in, a Manim mobject out. An index by what is shown:

Networks and neurons
    network_diagram.py   `Neurons`, `Edges`: a network as columns of neurons joined by its weights
    movable_network.py   `MovableNetwork`: hidden neurons are reordered or sign-flipped
    network_pair.py      `NetworkPair`: the first layers of two networks, and how alike they are
    neuron_grid.py       `NeuronGrid`: neurons as pictures of weights, each with its activation
    layer_panel.py       `LayerPanel`: the weights and biases of a layer of two neurons, in numbers
    activation_plot.py   `ActivationPlot`: an activation function over a histogram of its inputs
    class_names.py       `name_within`, `names_within`: names of classes, in the room there is
    outputs.py           `Outputs`, `Bars`: a list of classes, each with its output as a bar

Images and weights
    heatmap.py           `Heatmap`: a matrix as coloured cells
    strip.py             `Strip`: values that belong to no place in an image, as signed bars
    pictures.py          `framed`, `grid_of`: values as a heatmap or a strip; a grid of such
    feature_bars.py      `FeatureBars`: an example's named features, each a bar on its own scale
    overlay.py           `Overlay`: one colour laid over the cells of a heatmap
    digit.py             `digit`, `sheet`: one image, or many on one sheet
    unrolling.py         `Unrolling`: the pixels of an image move into one column
    lens.py              `Lens`: a few cells of a matrix, enlarged, with their values
    enlarged_corner.py   `EnlargedCorner`: the corner of a heatmap, enlarged
    weight_grid.py       `WeightGrid`, `WeightGrids`: the weights of a layer as a square of pictures
    weight_pictures.py   `WeightPictures`: weights as pictures in a grid, with a colour bar

Curves and axes
    plot.py              `Plot`, `ColourBar`: two axes for curves; the scale of a heatmap
    step_plot.py         `StepPlot`: a plot over training steps, on a logarithmic axis
    plotted_curve.py     `PlottedCurve`, `Light`: a curve with its slopes; light on a part of it
    coordinate_plots.py  `CoordinatePlots`: the coordinates of a descent, one plot below the other
    spread.py            `Spread`: the median of many curves, and the band that holds them all
    spread_plot.py       `SpreadPlot`: several spreads over one plot, with their names
    arrivals.py          `Arrivals`: steps needed, measured and expected, as curves
    threads.py           `Threads`: thousands of curves, as a density
    scatter.py           `Scatter`: many points over a plot
    panels.py            `Panels`: several scatter plots side by side, on one scale
    agreement.py         `Agreement`: two measurements against each other, on logarithmic axes
    sheet.py             `Sheet`: squared paper with curves and areas, mapped by a network

Costs and surfaces
    contour_map.py       `ContourMap`: a surface from above, with contour lines
    surface.py           `PaintedSurface`: a surface in perspective, with a path and balls
    road_map.py          `RoadMap`: a contour map with two minima and paths between them
    descent_panel.py     `DescentPanel`: a training as a path on a contour map, over its cost curve
    cost_stage.py        `CostStage`: outputs, the cost of each, and the sum, as areas
    ball.py              `Ball`: a dot that moves along a path
    hill.py              `Hill`: the cost of a training as a hillside, and a ball that rolls down it
    walk.py              `Walk`: a ball, and the line of its path so far
    fan.py               `Fan`: arrows from one point at given angles
    fan_panel.py         `FanPanel`: gradients around the exact one, with their median angle
    fading_memory.py     `FadingMemory`: the weight of each past gradient in a step of momentum

Counts and distributions
    histogram.py         `Histogram`: bars over the axis of a plot
    signed_bars.py       `SignedBars`: positive and negative terms that cancel
    parts_bar.py         `PartsBar`: a whole divided into labelled parts
    before_after.py      `BeforeAfter`: a fraction before and after, over several seeds
    dot_columns.py       `DotColumns`: a column of dots for each kind
    ranked_dots.py       `RankedDots`: counts as dots that can be sorted
    seed_dots.py         `SeedDots`, `SeedPanel`, `RangeDots`: a dot for each seed, and the mean
    seed_rows.py         `SeedRows`: a row of dots for each kind, one dot for each seed
    trainings.py         `Trainings`: the accuracies of many trainings, a dot for each
    marks.py             `Marks`: a square for each of many things, lit if something is true of it
    outcomes.py          `Outcomes`: a cell for each example, lit if the answer is wrong
    confusion.py         `Confusion`, `SharesRight`: a confusion matrix; the accuracy of each row

Words beside pictures
    labelled.py          `Labelled`: images with labels; also names and legends
    captioned.py         `Captioned`: images in a row, with lines of words below each
    named_row.py         `named_row`: a row of words under things, with its name
    table.py             `Table`: names and their values, a row for each
    annotations.py       `note`, `key`, `ruler`: notes, arrows and scales for a contour map
    lettering.py         `Readout`: a number that changes

Helpers
    areas.py             `Areas`: coloured rectangles, as one mobject
    grids.py             `contour_segments`, `grid_cells`: the geometry of grids of heights
    primitives.py        `plain`, `colour_table`, `fill_quads`: what painted mobjects draw with
    ticks.py             `nice_step`, `few_ticks`: round numbers for axes

Derive a new mobject from VGroup if it is made of a few other mobjects. Derive it from `Painted`
(scenes/manim_internals/painted.py) if it draws many shapes from arrays, such as cells, points or
edges: a `Painted` is one mobject however much it draws, and its arrays are interpolated by
`.animate` and `Transform`. Some classes derive from another one here, as `Marks` from `Heatmap`.
"""
