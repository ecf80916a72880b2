"""Makes the encoded pictures that the picture decoder's tests read, and the pixels expected of them.

    python images/src/test/python/make_picture_fixtures.py testkit/src/main/resources/pictures

Every file NAME gets NAME.rgb beside it: height x width x 3 bytes. The expected pixels never come
from the code under test: Pillow decodes the files that it can read, and the pictures written by hand
below are expected to show what was put into them. Scaling is done here in float64 by its definition.
Needs Pillow 11 or later and NumPy.
"""

import io
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageOps

OUT = pathlib.Path(sys.argv[1])
HEIGHT, WIDTH = 24, 32


def scene(height, width):
    """Smooth colours with a few edges; different under every flip and turn."""
    y, x = np.mgrid[0:height, 0:width]
    y, x = y / (height - 1), x / (width - 1)
    red = 40 + 190 * x
    green = 220 - 170 * y
    blue = 128 + 100 * np.sin(3 * x + 5 * y)
    rgb = np.stack([red, green, blue], axis=-1)
    rgb[(x < 0.4) & (y < 0.3)] = [230, 30, 40]
    rgb[((x - 0.7) ** 2 + (y - 0.6) ** 2) < 0.03] = [20, 60, 200]
    return np.rint(rgb).astype(np.uint8)


def alpha(height, width):
    """Clear on the left, opaque on the right, with a hard edge between two of the steps."""
    x = np.mgrid[0:height, 0:width][1] / (width - 1)
    return np.rint(255 * np.where(x < 0.3, 0, np.minimum(1, x * 1.2))).astype(np.uint8)


def on_white(rgba):
    rgba = rgba.astype(np.float64)
    a = rgba[..., 3:] / 255
    return np.rint(rgba[..., :3] * a + 255 * (1 - a)).astype(np.uint8)


def expect(name, rgb):
    (OUT / f"{name}.rgb").write_bytes(np.ascontiguousarray(rgb, np.uint8).tobytes())


def as_pillow_sees(data):
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if "A" in picture.mode or "transparency" in picture.info:
        return on_white(np.asarray(picture.convert("RGBA")))
    return np.asarray(picture.convert("RGB"))


def put(name, data, expected=None):
    (OUT / name).write_bytes(data)
    expect(name, as_pillow_sees(data) if expected is None else expected)


def encoded(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def oriented(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def png(colour_type, depth, rows, extra=b""):
    """A PNG of rows that are already packed samples."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data)
            + chunk(b"IEND", b""))


def png_key(*samples):
    data = struct.pack(f">{len(samples)}H", *samples)
    return struct.pack(">I", len(data)) + b"tRNS" + data + struct.pack(">I", zlib.crc32(b"tRNS" + data))


def bmp(depth, compression, pixels, extra=b"", palette=b"", header_size=40, height=HEIGHT):
    offset = 14 + header_size + len(palette)
    info = struct.pack("<IiiHHIIiiII", header_size, WIDTH, height, 1, depth, compression, len(pixels),
                       2835, 2835, len(palette) // 4, 0)
    info = (info + extra).ljust(header_size, b"\0")
    size = offset + len(pixels)
    return b"BM" + struct.pack("<IHHI", size, 0, 0, offset) + info + palette + pixels


def area_weights(source, target):
    """Row t averages the source samples that target sample t covers, partial ones by their share."""
    weights = np.zeros((target, source))
    for t in range(target):
        low, high = t * source / target, (t + 1) * source / target
        for s in range(int(low), min(source, int(np.ceil(high)))):
            weights[t, s] = max(0, min(high, s + 1) - max(low, s))
    return weights / weights.sum(axis=1, keepdims=True)


def linear_weights(source, target):
    """Bilinear with pixel centres at half coordinates and repeated borders."""
    weights = np.zeros((target, source))
    for t in range(target):
        at = (t + 0.5) * source / target - 0.5
        low = int(np.floor(at))
        weights[t, min(max(low, 0), source - 1)] += 1 - (at - low)
        weights[t, min(max(low + 1, 0), source - 1)] += at - low
    return weights


def scaled(rgb, height, width):
    make = area_weights if height <= rgb.shape[0] and width <= rgb.shape[1] else linear_weights
    tall = np.tensordot(make(rgb.shape[0], height), rgb.astype(np.float64), axes=(1, 0))
    wide = np.tensordot(make(rgb.shape[1], width), tall, axes=(1, 1)).transpose(1, 0, 2)
    return np.rint(wide).astype(np.uint8)


def jpegs(rgb):
    picture = Image.fromarray(rgb)
    put("baseline.jpg", encoded(picture, "JPEG", quality=92))
    put("progressive.jpg", encoded(picture, "JPEG", quality=92, progressive=True))
    put("full-chroma.jpg", encoded(picture, "JPEG", quality=92, subsampling=0))
    put("restarts.jpg", encoded(picture, "JPEG", quality=92, restart_marker_blocks=2))
    put("grey.jpg", encoded(picture.convert("L"), "JPEG", quality=92))
    put("rgb-coded.jpg", encoded(picture, "JPEG", quality=92, keep_rgb=True))
    put("with-thumbnail.jpg", with_thumbnail(encoded(picture, "JPEG", quality=92)))
    for value in range(1, 9):
        put(f"orientation-{value}.jpg", encoded(picture, "JPEG", quality=92, exif=oriented(value)))

    ink = np.concatenate([255 - rgb, np.full((HEIGHT, WIDTH, 1), 30, np.uint8)], axis=-1)
    ink[..., :3] = np.maximum(ink[..., :3], 30) - 30
    adobe = encoded(Image.fromarray(ink, "CMYK"), "JPEG", quality=95)
    put("cmyk.jpg", adobe)
    marker = adobe.index(b"\xff\xee")
    put("cmyk-no-adobe.jpg", adobe[:marker] + adobe[marker + 16:])
    # Pillow stores inverted ink. YCCK stores the inverted inks as YCbCr, and says transform 2.
    ycc = np.asarray(Image.fromarray(255 - ink[..., :3]).convert("YCbCr"))
    ycck = np.concatenate([255 - ycc, ink[..., 3:]], axis=-1)
    data = bytearray(encoded(Image.fromarray(ycck, "CMYK"), "JPEG", quality=95))
    data[data.index(b"\xff\xee") + 15] = 2
    put("ycck.jpg", bytes(data))


def with_thumbnail(data):
    """A whole JPEG inside an application segment: its end marker is not the picture's."""
    small = encoded(Image.new("RGB", (8, 8), (255, 255, 0)), "JPEG")
    segment = b"\xff\xe2" + struct.pack(">H", len(small) + 2) + small
    return data[:2] + segment + data[2:]


def pngs(rgb, a):
    picture = Image.fromarray(rgb)
    grey = np.asarray(picture.convert("L"))
    rgba = np.dstack([rgb, a])
    put("rgb.png", encoded(picture, "PNG"))
    put("grey.png", encoded(picture.convert("L"), "PNG"))
    put("bilevel.png", encoded(picture.convert("1"), "PNG"))
    put("palette.png", encoded(picture.quantize(32), "PNG"))
    put("palette-clear.png", encoded(picture.quantize(32), "PNG", transparency=3))
    put("alpha.png", encoded(Image.fromarray(rgba), "PNG"))
    put("grey-alpha.png", encoded(Image.fromarray(np.dstack([grey, a]), "LA"), "PNG"))
    put("orientation-6.png", encoded(picture, "PNG", exif=oriented(6)))

    wide = rgb.astype(np.uint16) * 257
    put("deep-rgb.png", png(2, 16, [row.astype(">u2").tobytes() for row in wide]), rgb)
    deep_grey = grey.astype(np.uint16) * 257
    put("deep-grey.png", png(0, 16, [row.astype(">u2").tobytes() for row in deep_grey]),
        np.dstack([grey] * 3))
    deep_alpha = rgba.astype(np.uint16) * 257
    put("deep-alpha.png", png(6, 16, [row.astype(">u2").tobytes() for row in deep_alpha]),
        on_white(rgba))

    clear = np.where((rgb == [230, 30, 40]).all(axis=-1, keepdims=True), 255, rgb)
    put("key.png", png(2, 8, [row.tobytes() for row in rgb], png_key(230, 30, 40)), clear)
    put("deep-key.png", png(2, 16, [row.astype(">u2").tobytes() for row in wide],
                            png_key(230 * 257, 30 * 257, 40 * 257)), clear)
    clear_grey = np.dstack([np.where(grey == grey[0, 0], 255, grey)] * 3)
    put("grey-key.png", png(0, 8, [row.tobytes() for row in grey], png_key(grey[0, 0])), clear_grey)
    put("deep-grey-key.png", png(0, 16, [row.astype(">u2").tobytes() for row in deep_grey],
                                 png_key(deep_grey[0, 0])), clear_grey)
    nibbles = grey >> 4
    packed = [(row[0::2] << 4 | row[1::2]).astype(np.uint8).tobytes() for row in nibbles]
    put("nibble-key.png", png(0, 4, packed, png_key(6)),
        np.dstack([np.where(nibbles == 6, 255, nibbles * 17)] * 3))


def webps(rgb, a):
    picture = Image.fromarray(rgb)
    rgba = Image.fromarray(np.dstack([rgb, a]))
    put("lossy.webp", encoded(picture, "WEBP", quality=90))
    put("lossless.webp", encoded(picture, "WEBP", lossless=True))
    put("lossy-alpha.webp", encoded(rgba, "WEBP", quality=90, exact=True))
    put("lossless-alpha.webp", encoded(rgba, "WEBP", lossless=True, exact=True))
    put("orientation-8.webp", encoded(picture, "WEBP", lossless=True, exif=oriented(8)))
    (OUT / "animated.webp").write_bytes(encoded(
        picture, "WEBP", save_all=True, append_images=[ImageOps.flip(picture)], duration=100))


def bmps(rgb, a):
    picture = Image.fromarray(rgb)
    put("rgb.bmp", encoded(picture, "BMP"))
    put("palette.bmp", encoded(picture.quantize(32), "BMP"))
    put("bilevel.bmp", encoded(picture.convert("1"), "BMP"))
    put("top-down.bmp", bmp(24, 0, rgb[..., ::-1].tobytes(), height=-HEIGHT), rgb)
    unused = np.dstack([rgb[::-1, :, ::-1], np.zeros_like(a)])
    put("unused-fourth-byte.bmp", bmp(32, 0, unused.tobytes()), rgb)
    rgba = np.dstack([rgb, a])
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    put("alpha.bmp", bmp(32, 3, rgba[::-1, :, [2, 1, 0, 3]].tobytes(), masks, header_size=108),
        on_white(rgba))
    indexed = picture.quantize(32)
    colours = np.array(indexed.getpalette()).reshape(-1, 3)
    palette = b"".join(bytes([b, g, r, 0]) for r, g, b in colours)
    runs = b"".join(b"".join(bytes([1, index]) for index in row) + b"\0\0"
                    for row in np.asarray(indexed)[::-1]) + b"\0\1"
    put("runs.bmp", bmp(8, 1, runs, palette=palette), colours[np.asarray(indexed)])


def gifs(rgb):
    indexed = Image.fromarray(rgb).quantize(64)
    put("plain.gif", encoded(indexed, "GIF", interlace=0))
    put("interlaced.gif", encoded(indexed, "GIF", interlace=1))
    put("clear.gif", encoded(indexed, "GIF", transparency=5))
    other = ImageOps.flip(indexed)
    put("animated.gif", encoded(indexed, "GIF", save_all=True, append_images=[other], duration=100))
    # Noise fills the code table several times over.
    noise = np.random.default_rng(1).integers(0, 256, (70, 100), np.uint8)
    put("noise.gif", encoded(Image.fromarray(noise, "L"), "GIF", interlace=0),
        scaled(np.dstack([noise] * 3), HEIGHT, WIDTH))
    # The first frame covers a part of the screen: the rest shows the background.
    part = encoded(indexed.crop((0, 0, 20, 10)), "GIF", interlace=0)
    frame = part.index(b"\x2c\0\0\0\0")
    moved = bytearray(part)
    moved[6:10] = struct.pack("<HH", WIDTH, HEIGHT)
    moved[frame + 1:frame + 5] = struct.pack("<HH", 9, 7)
    white = np.full_like(rgb, 255)
    white[7:17, 9:29] = np.asarray(indexed.convert("RGB"))[:10, :20]
    put("part.gif", bytes(moved), white)


def scaling():
    large = Image.fromarray(scene(240, 320))
    jpeg = encoded(large, "JPEG", quality=90)
    turned = encoded(large, "JPEG", quality=90, progressive=True, exif=oriented(6))
    lossless = encoded(large, "PNG")
    for name, data in [("large.jpg", jpeg), ("large-turned.jpg", turned), ("large.png", lossless)]:
        (OUT / name).write_bytes(data)
        for height, width in [(30, 40), (50, 30), (50, 70)]:
            expect(f"{name}.{height}x{width}", scaled(as_pillow_sees(data), height, width))
    small = as_pillow_sees((OUT / "rgb.png").read_bytes())
    for height, width in [(40, 50), (16, 40), (30, 10)]:
        expect(f"rgb.png.{height}x{width}", scaled(small, height, width))


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    rgb, a = scene(HEIGHT, WIDTH), alpha(HEIGHT, WIDTH)
    jpegs(rgb)
    pngs(rgb, a)
    webps(rgb, a)
    bmps(rgb, a)
    gifs(rgb)
    scaling()
    picture = Image.fromarray(rgb)
    (OUT / "unread.tiff").write_bytes(encoded(picture, "TIFF", compression="tiff_lzw"))
    (OUT / "unread.avif").write_bytes(encoded(picture, "AVIF"))


main()
