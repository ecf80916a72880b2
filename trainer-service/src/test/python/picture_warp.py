"""Writes the fixture of the augmentation test: a picture mirrored, turned and shifted, in plain numpy.

    python picture_warp.py ../resources/picture-warp.json

For each place in the result: its place in the source by shifting back, turning back about ((width - 1) / 2, (height - 1) / 2), then
mirroring back; the four neighbours weighted bilinearly, neighbours outside reflected with the edge repeated
(d c b a | a b c d | d c b a); rounded. Pixels are base64 of height x width x 3 bytes.
"""
import base64
import json
import sys

import numpy as np

HEIGHT, WIDTH = 20, 28
CASES = [
    (False, 0.0, 0.0, 0.0),
    (True, 0.0, 0.0, 0.0),
    (False, 0.2 * 2 * np.pi, 0.0, 0.0),
    (True, -0.11 * 2 * np.pi, 0.0, 0.0),
    (True, 0.7, 0.0, 0.0),
    (False, 0.0, 0.25, -0.1),
    (True, 0.0, 0.13, 0.07),
    (True, 0.5, -0.2, 0.3),
]


def picture():
    y, x, c = np.meshgrid(np.arange(HEIGHT), np.arange(WIDTH), np.arange(3), indexing="ij")
    return np.round(127.5 + 127.5 * np.sin(0.15 * (x * (c + 1) + y * (3 - c)) + c)).astype(np.uint8)


def reflected(index, size):
    index = index % (2 * size)
    return np.where(index < size, index, 2 * size - 1 - index)


def warped(source, mirrored, angle, right, down):
    v, u = np.meshgrid(np.arange(HEIGHT, dtype=float), np.arange(WIDTH, dtype=float), indexing="ij")
    u, v = u - right * WIDTH, v - down * HEIGHT
    cu, cv = (WIDTH - 1) / 2, (HEIGHT - 1) / 2
    x = np.cos(angle) * (u - cu) - np.sin(angle) * (v - cv) + cu
    y = np.sin(angle) * (u - cu) + np.cos(angle) * (v - cv) + cv
    if mirrored:
        x = WIDTH - 1 - x
    x0, y0 = np.floor(x + 1e-9).astype(int), np.floor(y + 1e-9).astype(int)
    fx, fy = (x - x0)[..., None], (y - y0)[..., None]

    def at(dy, dx):
        return source[reflected(y0 + dy, HEIGHT), reflected(x0 + dx, WIDTH)].astype(float)

    top = at(0, 0) * (1 - fx) + at(0, 1) * fx
    bottom = at(1, 0) * (1 - fx) + at(1, 1) * fx
    return np.clip(np.round(top * (1 - fy) + bottom * fy), 0, 255).astype(np.uint8)


def encoded(pixels):
    return base64.b64encode(pixels.tobytes()).decode()


def main():
    source = picture()
    cases = [
        {
            "mirrored": mirrored,
            "angle": angle,
            "right": right,
            "down": down,
            "rgb": encoded(warped(source, mirrored, angle, right, down)),
        }
        for mirrored, angle, right, down in CASES
    ]
    with open(sys.argv[1], "w") as file:
        json.dump({"height": HEIGHT, "width": WIDTH, "rgb": encoded(source), "cases": cases}, file, indent=1)
        file.write("\n")


main()
