package io.afterimage.stream.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.testkit.PngFile;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One record that may arrive on the topic, and what must become of it.
 *
 * @param key null where there is none
 * @param reason of its dead letter; empty where it must be classified
 */
record BadInput(String name, String key, byte[] value, Optional<String> reason) {

  private static final int BOMB = 30_000;
  private static final int OVER_LIMIT = 20_000_000;

  /** The decoder's own tests compare what comes of each with another decoder. */
  private static final List<String> STORED =
      List.of(
          "cmyk.jpg",
          "ycck.jpg",
          "lossy.webp",
          "lossless-alpha.webp",
          "plain.gif",
          "animated.gif",
          "rgb.bmp",
          "palette.bmp");

  /** Every kind of record, each with a good image before it. */
  static List<BadInput> table() {
    byte[] png = Images.png(1);
    byte[] jpeg = CraftedImages.jpeg(2);
    List<BadInput> table = new ArrayList<>();
    table.add(good("empty key", "", Images.png(3)));
    table.add(good("null key", null, Images.png(4)));
    table.add(bad("null value", null, "null-value"));
    table.add(bad("zero bytes", new byte[0], "empty"));
    table.add(bad("text", "no such image".getBytes(UTF_8), "not-a-picture"));
    table.add(
        new BadInput(
            "HTML named x.jpg",
            "x.jpg",
            "<!doctype html><title>404</title>".getBytes(UTF_8),
            Optional.of("not-a-picture")));
    table.add(bad("TIFF", "II*\0\b\0\0\0".getBytes(ISO_8859_1), "unsupported-format"));
    table.add(bad("20 MB", CraftedImages.padded(jpeg, OVER_LIMIT), "too-many-bytes"));
    table.add(bad("30,000x30,000 pixels", PngFile.bomb(BOMB, BOMB), "too-many-pixels"));
    for (int tenths = 1; tenths < 10; tenths++) {
      table.add(bad("JPEG cut at " + tenths, CraftedImages.cut(jpeg, tenths), "truncated"));
      table.add(bad("PNG cut at " + tenths, CraftedImages.cut(png, tenths), "truncated"));
    }
    table.add(good("whole JPEG", jpeg));
    table.add(good("whole PNG", png));
    table.add(good("grey PNG", CraftedImages.redrawn(5, BufferedImage.TYPE_BYTE_GRAY, "png")));
    table.add(good("grey JPEG", CraftedImages.redrawn(5, BufferedImage.TYPE_BYTE_GRAY, "jpg")));
    table.add(good("PNG with alpha", CraftedImages.redrawn(6, BufferedImage.TYPE_INT_ARGB, "png")));
    table.add(good("16-bit PNG", CraftedImages.deepPng(40, 32)));
    table.add(good("JPEG turned by Exif", CraftedImages.turnedJpeg(8)));
    for (String stored : STORED) {
      table.add(good(stored, CraftedImages.stored(stored)));
    }
    return IntStream.range(0, table.size())
        .boxed()
        .flatMap(i -> Stream.of(good("neighbour " + i, Images.png(100 + i)), table.get(i)))
        .toList();
  }

  /** The id that its answer must have. */
  String id(ImagePointer pointer) {
    return key == null || key.isEmpty() ? pointer.toString() : key;
  }

  @Override
  public String toString() {
    return name + reason.map(code -> " -> " + code).orElse(" -> classified");
  }

  private static BadInput good(String name, byte[] value) {
    return good(name, name, value);
  }

  private static BadInput good(String name, String key, byte[] value) {
    return new BadInput(name, key, value, Optional.empty());
  }

  private static BadInput bad(String name, byte[] value, String reason) {
    return new BadInput(name, name, value, Optional.of(reason));
  }
}
