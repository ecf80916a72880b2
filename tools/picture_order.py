#!/usr/bin/env python3
"""Prints the order in which 'afterimage train --seed SEED' takes its training images.

As the class ImageOrder: indices of the images sorted by their path in the folder, shuffled anew
for each epoch by Fisher and Yates' method, with the numbers of java.util.SplittableRandom (JDK 17).
"""
import argparse

MASK = (1 << 64) - 1
GOLDEN_GAMMA = 0x9E3779B97F4A7C15
ORDER = 1


def spread(value, first, multiplier, second, factor):
    """A finaliser of SplitMix64's family, without its last xor."""
    value = ((value ^ (value >> first)) * multiplier) & MASK
    return ((value ^ (value >> second)) * factor) & MASK


def mix(value):
    value = spread((value + GOLDEN_GAMMA) & MASK, 30, 0xBF58476D1CE4E5B9, 27, 0x94D049BB133111EB)
    return value ^ (value >> 31)


def seeded(seed, *purpose):
    state = mix(seed & MASK)
    for number in purpose:
        state = mix(state ^ mix(number))
    return state


class SplittableRandom:
    def __init__(self, seed):
        self.state = seed

    def next_int(self, bound):
        """From 0 up to, not including, bound."""
        drawn = self.next_32_bits()
        if bound & (bound - 1) == 0:
            return drawn & (bound - 1)
        drawn >>= 1
        while drawn - drawn % bound + bound > 1 << 31:
            drawn = self.next_32_bits() >> 1
        return drawn % bound

    def next_32_bits(self):
        self.state = (self.state + GOLDEN_GAMMA) & MASK
        return spread(self.state, 33, 0x62A9D9ED799705F5, 28, 0xCB24D0A5C88C35B3) >> 32


def order(seed, epoch, pictures):
    random = SplittableRandom(seeded(seed, ORDER, epoch))
    shuffled = list(range(pictures))
    for left in range(pictures, 1, -1):
        other = random.next_int(left)
        shuffled[left - 1], shuffled[other] = shuffled[other], shuffled[left - 1]
    return shuffled


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seed", type=int)
    parser.add_argument("epoch", type=int, help="0 is the first of all")
    parser.add_argument("pictures", type=int, help="how many there are")
    given = parser.parse_args()
    print(*order(given.seed, given.epoch, given.pictures))
