package io.afterimage.images;

import static io.afterimage.images.Fixtures.pixels;
import static io.afterimage.images.Fixtures.read;
import static io.afterimage.images.Fixtures.refusal;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec.Resize;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people really send: one image in many odd files, against the image itself as PNG. */
class OddImageTest {

  private static final byte[] END_OF_IMAGE = {(byte) 0xff, (byte) 0xd9};

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  private Decoded decode(byte[] encoded, int width, int height) {
    return decoder.decode(encoded, new InputSpec(height, width, Resize.AREA_OR_LINEAR));
  }

  private RefusalReason refusedFor(byte[] encoded) {
    return refusal(decode(encoded, 80, 60)).reason();
  }

  private static double meanDifference(byte[] actual, byte[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    long sum = 0;
    for (int i = 0; i < actual.length; i++) {
      sum += Math.abs((actual[i] & 0xff) - (expected[i] & 0xff));
    }
    return (double) sum / actual.length;
  }

  @ParameterizedTest
  @CsvSource({
    "bmp32-bitfields-rgbx-header40.bmp, 1",
    "bmp32-bitfields-bgr-header40.bmp, 1",
    "bmp16-565-header56.bmp, 3",
    "bmp16-565-header124.bmp, 3",
    "bmp16-1555-alpha-header124.bmp, 3",
    "png-exif-chunk-with-jpeg-prefix.png, 1",
    "jpeg-no-end-marker-then-vendor-trailer.jpg, 3",
    "jpeg-orientation-6-as-long-big-endian.jpg, 3",
    "webp-animated-two-frames.webp, 1"
  })
  void shouldReadAsReference(String name, double below) {
    byte[] reference = pixels(decode(read("odd/reference.png"), 96, 96));

    byte[] actual = pixels(decode(read("odd/" + name), 96, 96));

    assertThat(meanDifference(actual, reference)).isLessThan(below);
  }

  @Test
  void shouldClipRunsThatPassTheEndOfARow() {
    byte[] reference = pixels(decode(read("odd/reference-palette-78x60.png"), 78, 60));
    String name = "odd/bmp-rle8-rows-padded-as-old-imagemagick-silently-wrong.bmp";

    assertThat(meanDifference(pixels(decode(read(name), 78, 60)), reference)).isLessThan(1);
  }

  @Test
  void shouldSpreadFiveBitsOverTheWholeRange() {
    assertThat(pixels(decode(read("odd/bmp16-555-all-white.bmp"), 80, 60))).containsOnly(255);
  }

  @Test
  void shouldRefuseJpegThatLacksMostOfItsDataThoughItHasAnEndMarker() {
    byte[] encoded = read("odd/jpeg-60-percent-missing-end-marker-appended.jpg");

    assertThat(refusedFor(encoded)).isIn(RefusalReason.TRUNCATED, RefusalReason.CORRUPT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "large.jpg", "restarts.jpg"})
  void shouldRefuseJpegCutAnywhereWithAndWithoutAnEndMarker(String name) {
    byte[] whole = read(name);
    for (int tenths = 4; tenths < 8; tenths++) {
      int length = whole.length * tenths / 10;
      byte[] cut = Arrays.copyOf(whole, length + END_OF_IMAGE.length);
      System.arraycopy(END_OF_IMAGE, 0, cut, length, END_OF_IMAGE.length);

      assertThat(refusedFor(cut))
          .as("%s cut to %d bytes", name, length)
          .isIn(RefusalReason.TRUNCATED, RefusalReason.CORRUPT);
      assertThat(refusedFor(Arrays.copyOf(whole, length))).isEqualTo(RefusalReason.TRUNCATED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "baseline.jpg, 2",
    "progressive.jpg, 2",
    "large.jpg, 2",
    "cmyk.jpg, 2",
    "rgb.png, 12",
    "large.png, 5"
  })
  void shouldReadWhatHasAllPixelsButNotItsEnd(String name, int missing) {
    byte[] whole = read(name);

    byte[] actual = pixels(decode(Arrays.copyOf(whole, whole.length - missing), 32, 24));

    assertThat(actual).isEqualTo(pixels(decode(whole, 32, 24)));
  }

  @Test
  void shouldRefusePngWhoseDataStopsBeforeItsEnd() {
    byte[] whole = read("large.png");
    int data = new String(whole, ISO_8859_1).indexOf("IDAT");
    int length = ByteBuffer.wrap(whole).getInt(data - 4);
    ByteArrayOutputStream halved = new ByteArrayOutputStream();
    halved.write(whole, 0, data - 4);
    halved.writeBytes(ByteBuffer.allocate(4).putInt(length / 2).array());
    halved.write(whole, data, 4 + length / 2);
    CRC32 crc = new CRC32();
    crc.update(whole, data, 4 + length / 2);
    halved.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());

    assertThat(refusedFor(halved.toByteArray())).isEqualTo(RefusalReason.TRUNCATED);
    halved.write(whole, whole.length - 12, 12);
    assertThat(refusedFor(halved.toByteArray())).isEqualTo(RefusalReason.CORRUPT);
  }

  @Test
  void shouldReadBmpWithoutItsLastPadding() {
    // 3x2 pixels of 24 bits: rows of 9 bytes, padded to 12.
    byte[] bmp = bmp(40, 3, 2, 24, 0, new byte[12 + 9]);

    assertThat(pixels(decode(bmp, 3, 2))).containsOnly(0);
    assertThat(refusedFor(Arrays.copyOf(bmp, bmp.length - 1))).isEqualTo(RefusalReason.TRUNCATED);
  }

  @Test
  void shouldReadRunsOfNibblesWithJumps() {
    byte[] data = HexFormat.of().parseHex("0312" + "0000" + "00020101" + "0110" + "0001");
    byte[] palette = new byte[16 * 4];
    Arrays.fill(palette, 4, 8, (byte) 0x40);
    Arrays.fill(palette, 8, 12, (byte) 0x80);
    byte[] content = Arrays.copyOf(palette, palette.length + data.length);
    System.arraycopy(data, 0, content, palette.length, data.length);
    byte[] bmp = bmp(40, 3, 3, 4, 2, content);
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(10, 54 + palette.length);

    byte[] rgb = pixels(decode(bmp, 3, 3));

    assertThat(HexFormat.of().formatHex(rgb))
        .isEqualTo("000000404040000000" + "000000000000000000" + "404040808080404040");
  }

  @Test
  void shouldReadLosslessWebpOfAPixel() {
    byte[] webp =
        HexFormat.of().parseHex("5249464614000000574542505650384c080000002f00000000888808");

    assertThat(pixels(decode(webp, 1, 1))).containsExactly(0, 0, 0);
  }

  @Test
  void shouldTakeTheFirstOfSeveralExifSegments() {
    byte[] upright = pixels(decode(read("baseline.jpg"), 32, 24));
    byte[] first = exif(1);
    byte[] second = exif(6);
    byte[] jpeg = read("baseline.jpg");
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(jpeg, 0, 2);
    both.writeBytes(first);
    both.writeBytes(second);
    both.write(jpeg, 2, jpeg.length - 2);

    assertThat(pixels(decode(both.toByteArray(), 32, 24))).isEqualTo(upright);
  }

  private static byte[] exif(int orientation) {
    return HexFormat.of()
        .parseHex(
            "ffe10022"
                + "457869660000"
                + "4d4d002a00000008"
                + "0001"
                + "01120003000000010"
                + "00"
                + orientation
                + "0000"
                + "00000000");
  }

  private static byte[] bmp(
      int headerBytes, int width, int height, int depth, int compression, byte[] content) {
    return ByteBuffer.allocate(14 + headerBytes + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {'B', 'M'})
        .putInt(14 + headerBytes + content.length)
        .putInt(0)
        .putInt(14 + headerBytes)
        .putInt(headerBytes)
        .putInt(width)
        .putInt(height)
        .putShort((short) 1)
        .putShort((short) depth)
        .putInt(compression)
        .position(14 + headerBytes)
        .put(content)
        .array();
  }
}
