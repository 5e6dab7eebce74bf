"""How the layers of a network move points, and the points that are drawn: squared paper, areas, and
the line by which the output neuron separates two classes."""

import numpy as np
from manim import smooth

from scenes.mobjects.grids import contour_segments

STEPS = 3  # steps of a layer: its weights, its biases, its activation
NEWTON = 3  # Newton steps that bring each point of a contour exactly onto it


def carried(points, weights, biases, moment):
    """The positions of points (…, n) at a moment on their way through tanh layers: unmoved at 0,
    and through one more layer every 3 units of time. In the first unit the layer's weights act, in
    the second its biases, in the third tanh."""
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
        by_weights, by_biases, by_tanh = np.clip(moment - STEPS * layer - np.arange(STEPS), 0, 1)
        if not by_weights:
            break
        z = points @ on_the_way(W, by_weights).T + by_biases * b
        points = (1 - by_tanh) * z + by_tanh * np.tanh(z) if by_tanh < 1 else np.tanh(z)
    return points


def on_the_way(W, share):
    """A matrix between the identity and W (2, 2) that rotates evenly while it stretches and is
    never singular. If W mirrors, or has another shape, the interpolation is linear."""
    if share == 1:
        return W
    if W.shape != (2, 2) or np.linalg.det(W) <= 0:
        return (1 - share) * np.eye(*W.shape) + share * W
    angle = np.arctan2(W[1, 0] - W[0, 1], W[0, 0] + W[1, 1])
    stretch = turn(-angle) @ W  # symmetric: W = turn(angle) @ stretch
    return turn(share * angle) @ ((1 - share) * np.eye(2) + share * stretch)


def lifted(points, W, b, view, moment):
    """The positions in space (…, 3) of points (…, 2) of the level plane at a moment on their way
    through one layer of three units, timed as in `carried`; space is rotated by `view` (3, 3)."""
    by_weights, by_biases, by_tanh = np.clip(moment - np.arange(STEPS), 0, 1)
    way = (1 - by_weights) * np.eye(3, 2) + by_weights * (view @ W)
    z = points @ way.T + by_biases * (view @ b)
    return (1 - by_tanh) * z + by_tanh * np.tanh(z @ view) @ view.T


def eased(moment):
    """A moment, eased so that time passes more slowly near whole numbers, where a step of a layer
    begins or ends."""
    whole, share = divmod(moment, 1)
    return whole + smooth(share)


def turn(angle):
    """The matrix (2, 2) that rotates the plane by an angle in radians."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def squared_paper(reach, lines, points=201):
    """The grid (2 · lines, points, 2) of a square sheet from −reach to reach: first the vertical
    lines, then the horizontal ones."""
    across, along = np.meshgrid(
        np.linspace(-reach, reach, lines), np.linspace(-reach, reach, points), indexing="ij"
    )
    return np.concatenate([np.stack([across, along], -1), np.stack([along, across], -1)])


def disc_and_ring(rows=8, columns=181):
    """The lattices (2, rows, columns, 2) of Olah's disc and ring; each row is a circle."""
    angle = np.linspace(0, 2 * np.pi, columns)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    radii = np.stack([np.linspace(0, 1 / 3, rows), np.linspace(2 / 3, 1, rows)])
    return radii[..., None, None] * circle


def border(weights, biases, reach, nodes=241):
    """The network's decision boundary, z = 0, in a square sheet: segments (k, 2, 2)."""
    side = np.linspace(-reach, reach, nodes)
    sheet = np.stack(np.meshgrid(side, side), axis=-1)
    segments, _ = contour_segments(output(sheet, weights, biases), [0])
    points = (2 * segments - 1) * reach
    for _ in range(NEWTON):
        points -= _missed(points, weights, biases)
    return points


def output(points, weights, biases):
    """The weighted input z (…,) of the single output neuron for points (…, 2)."""
    a = carried(points, weights[:-1], biases[:-1], STEPS * len(weights[:-1]))
    return a @ weights[-1][0] + biases[-1][0]


def _missed(points, weights, biases, step=1e-5):
    """One Newton step (…, 2) along the gradient of z, from z = 0 to points (…, 2) near it."""
    z = output(points, weights, biases)[..., None]
    sides = [
        output(points + step * way, weights, biases) - output(points - step * way, weights, biases)
        for way in np.eye(2)
    ]
    slope = np.stack(sides, axis=-1) / (2 * step)
    return z * slope / np.maximum((slope**2).sum(axis=-1, keepdims=True), 1e-12)


def across_square(w, b, reach=1.0):
    """The ends (2, 2) of the line w·a + b = 0 within the square from −reach to reach. If the line
    misses the square, both ends are the corner nearest to it."""
    corners = reach * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    heights = corners @ w + b
    ends = []
    for i in range(4):
        j = (i + 1) % 4
        if (heights[i] > 0) != (heights[j] > 0):
            share = heights[i] / (heights[i] - heights[j])
            ends.append(corners[i] + share * (corners[j] - corners[i]))
    return np.array(ends) if ends else np.tile(corners[abs(heights).argmin()], (2, 1))


def upright_view(W, normal):
    """The orthogonal matrix (3, 3) that turns `normal` (3,) upwards and, as nearly as possible,
    keeps the directions of the plane that W (3, 2) maps into space."""
    up = normal / np.linalg.norm(normal)
    level = np.linalg.svd(up[None])[2][1:]  # two directions at right angles to it
    u, _, v = np.linalg.svd(level @ W)
    return np.vstack([(u @ v).T @ level, up])
